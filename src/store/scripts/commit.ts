/**
 * All writes of one step, or none. KEYS[1] is the key root, ARGV[1] a JSON array of operations whose documents are
 * strings already (the cjson of Redis would change them), ARGV[2] the time in ms.
 */
export const COMMIT_SCRIPT = `
local root, ops, now = KEYS[1] .. ':', cjson.decode(ARGV[1]), ARGV[2]
for _, op in ipairs(ops) do
  if op.op == 'accept' and redis.call('EXISTS', root .. 'inbox:' .. op.key) == 1 then return 'duplicate' end
  if op.op == 'task' then
    local stored = redis.call('HGET', root .. 'task:' .. op.id, 'v')
    if tonumber(stored or '0') ~= op.version - 1 then return 'conflict' end
  end
  if op.op == 'document' and op.expects ~= 'any' then
    local stored = redis.call('HGET', root .. 'docs:' .. op.kind, op.id)
    if op.expects == 'none' and stored then return 'conflict' end
    if op.expects == 'this' and stored ~= op.expected then return 'conflict' end
  end
end
local wake = {}
-- Behind other urgent ones and before the rest; a lane that waits for a retry or its turn is due at once, a held one is not.
local function putFirst(op)
  local list, at = root .. 'lane:' .. op.lane, 0
  local head = redis.call('LINDEX', list, at)
  while head and redis.call('HGET', root .. 'delivery:' .. head, 'p') do
    at = at + 1
    head = redis.call('LINDEX', list, at)
  end
  if head then redis.call('LINSERT', list, 'BEFORE', head, op.id) else redis.call('RPUSH', list, op.id) end
  if redis.call('HEXISTS', root .. 'fences', op.lane) == 0 then
    redis.call('ZADD', root .. 'ready:' .. op.address, 0, op.lane)
  end
end
local function enqueue(op)
  local key = root .. 'delivery:' .. op.id
  local state = redis.call('HGET', key, 's')
  if state and not op.replace then return end
  if state then redis.call('HINCRBY', key, 'r', 1) else redis.call('HSET', key, 'r', 1, 'n', 0) end
  redis.call('HSET', key, 'd', op.doc, 'l', op.lane, 'a', op.address, 't', now, 'k', op.kind)
  if op.urgent then redis.call('HSET', key, 'p', 1) end
  redis.call('PERSIST', key)
  if state == 'sent' or state == 'dead' then redis.call('HSET', key, 'n', 0) end
  if state == 'dead' then redis.call('ZREM', root .. 'dead', 'delivery:' .. op.id) end
  -- A replaced status moves behind what was enqueued since, unless somebody is sending it right now.
  if state == 'pending' or state == 'unsure' then redis.call('LREM', root .. 'lane:' .. op.lane, 1, op.id) end
  if state ~= 'sending' then
    -- A live message whose first post may have arrived stays in doubt, or it would be posted twice.
    if not (op.keepsDoubt and (state == 'unsure' or redis.call('HGET', key, 'u'))) then
      redis.call('HSET', key, 's', 'pending')
      redis.call('HDEL', key, 'u')
    else
      redis.call('HSET', key, 's', 'unsure')
    end
    if op.urgent then putFirst(op) else redis.call('RPUSH', root .. 'lane:' .. op.lane, op.id) end
  end
  local ready = root .. 'ready:' .. op.address
  local isLater = op.kind ~= 's' and redis.call('HDEL', root .. 'later:' .. op.address, op.lane) == 1
  if isLater then redis.call('ZADD', ready, now, op.lane) else redis.call('ZADD', ready, 'NX', now, op.lane) end
  redis.call('SADD', root .. 'addresses', op.address)
  wake[op.address] = true
end
for _, op in ipairs(ops) do
  if op.op == 'task' then
    local key = root .. 'task:' .. op.id
    redis.call('HSET', key, 'v', op.version, 'd', op.doc)
    if op.version == 1 then
      redis.call('ZADD', root .. 'tasks', op.created, op.id)
      redis.call('SET', root .. 'thread:' .. op.thread, op.id)
    end
    if op.open then
      redis.call('ZADD', root .. 'tasks:open', op.created, op.id)
      redis.call('ZREM', root .. 'tasks:finished', op.id)
    else
      redis.call('ZREM', root .. 'tasks:open', op.id)
      redis.call('ZADD', root .. 'tasks:finished', op.updated, op.id)
    end
  elseif op.op == 'accept' then
    redis.call('HSET', root .. 'inbox:' .. op.key, 'd', op.doc, 's', 'received', 't', now, 'n', 1)
    redis.call('ZADD', root .. 'inbox:open', now, op.key)
  elseif op.op == 'inbox' then
    local key = root .. 'inbox:' .. op.key
    -- A message that is no longer kept stays forgotten: half a record would make its next arrival a duplicate.
    if redis.call('EXISTS', key) == 1 then
      redis.call('HSET', key, 's', op.state)
      if op.round then redis.call('HSET', key, 'n', op.round) end
      if op.state == 'received' then redis.call('ZADD', root .. 'inbox:open', now, op.key)
      else redis.call('ZREM', root .. 'inbox:open', op.key) end
      if op.ttl > 0 then redis.call('EXPIRE', key, op.ttl) else redis.call('PERSIST', key) end
    end
  elseif op.op == 'thread' then
    redis.call('SET', root .. 'thread:' .. op.thread, op.task, 'EX', op.ttl)
  elseif op.op == 'result' then
    redis.call('HSET', root .. 'results:' .. op.task, op.field, op.doc)
  elseif op.op == 'event' then
    local id = redis.call('XADD', root .. 'events', '*', 'd', op.doc)
    if op.task then redis.call('RPUSH', root .. 'events:' .. op.task, id) end
  elseif op.op == 'label' then
    redis.call('XADD', root .. 'labels', '*', 'd', op.doc)
  elseif op.op == 'document' then
    if op.removes then redis.call('HDEL', root .. 'docs:' .. op.kind, op.id)
    else redis.call('HSET', root .. 'docs:' .. op.kind, op.id, op.value) end
  elseif op.op == 'delivery' then
    enqueue(op)
  elseif op.op == 'dead' then
    redis.call('ZADD', root .. 'dead', now, op.member)
  elseif op.op == 'undead' then
    redis.call('ZREM', root .. 'dead', op.member)
  elseif op.op == 'question' then
    redis.call('SET', root .. 'question:' .. op.thread, op.value, 'EX', op.ttl)
  elseif op.op == 'answered' then
    redis.call('DEL', root .. 'question:' .. op.thread)
  end
end
for address in pairs(wake) do redis.call('PUBLISH', root .. 'wake', address) end
return 'committed'
`;
