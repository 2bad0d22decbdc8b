/** KEYS[1] root; ARGV[1] message key. Returns the number of the message's task, the same at every call. */
export const RESERVE_TASK_SCRIPT = `
local root = KEYS[1] .. ':'
local key = root .. 'inbox:' .. ARGV[1]
local id = redis.call('HGET', key, 'task')
if id then return id end
id = 'T' .. redis.call('INCR', root .. 'taskseq')
if redis.call('EXISTS', key) == 1 then redis.call('HSET', key, 'task', id) end
return id
`;
