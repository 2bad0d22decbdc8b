/**
 * Writes what a batch of events changed, unless another process has folded it in already. KEYS[1] is the key root,
 * ARGV[1] the cursor that the batch begins at, ARGV[2] the new one, ARGV[3] a JSON array of [hash, field, document],
 * without a document for what is removed.
 */
export const ADVANCE_LOAD_SCRIPT = `
local root = KEYS[1] .. ':load:'
if (redis.call('GET', root .. 'cursor') or '0') ~= ARGV[1] then return 'stale' end
for _, change in ipairs(cjson.decode(ARGV[3])) do
  if change[3] then redis.call('HSET', root .. change[1], change[2], change[3])
  else redis.call('HDEL', root .. change[1], change[2]) end
end
redis.call('SET', root .. 'cursor', ARGV[2])
return 'advanced'
`;
