/*
 * The outbox. `ready:<address>` is a sorted set of lanes by the time they are due; taking a lane moves its time to
 * the end of the lease, so that the lane of a crashed process falls due again by itself. The fence is a number
 * handed out with each claim; whoever shows an older one has lost the lane. A lane's name starts with
 * `<platform>-<workspace>-<channel>-`, which is the channel that a rate limit pauses.
 */

const FENCED = `
local root, lane = KEYS[1] .. ':', ARGV[1]
if redis.call('HGET', root .. 'fences', lane) ~= ARGV[2] then return 'fenced' end
`;

/** Counts down what the claimant has in hand; with the last one it is through and the lane is free. */
const LEAVE_LANE = `
local function leave(address, now, state)
  local ready = root .. 'ready:' .. address
  local taken = tonumber(redis.call('HGET', root .. 'taken', lane) or '0')
  if state == 'sending' then taken = redis.call('HINCRBY', root .. 'taken', lane, -1) end
  if taken > 0 then
    redis.call('ZADD', ready, now + tonumber(redis.call('HGET', root .. 'leases', lane) or '0'), lane)
    return
  end
  redis.call('HDEL', root .. 'fences', lane)
  redis.call('HDEL', root .. 'taken', lane)
  redis.call('HDEL', root .. 'leases', lane)
  if redis.call('LLEN', root .. 'lane:' .. lane) > 0 then redis.call('ZADD', ready, now, lane) else redis.call('ZREM', ready, lane) end
end
`;

/**
 * Gives up the lane. What this claimant took and did not send waits as it did before; what an earlier one left
 * behind half sent stays in doubt.
 */
const PUT_BACK = `
local function putBack(fence)
  for _, id in ipairs(redis.call('LRANGE', root .. 'lane:' .. lane, 0, -1)) do
    local key = root .. 'delivery:' .. id
    local f = redis.call('HMGET', key, 's', 'f', 'u')
    if f[1] == 'sending' then
      redis.call('HSET', key, 's', (f[2] ~= fence or f[3]) and 'unsure' or 'pending')
    end
  end
  redis.call('HDEL', root .. 'fences', lane)
  redis.call('HDEL', root .. 'taken', lane)
  redis.call('HDEL', root .. 'leases', lane)
end
`;

/** ARGV: lane, fence, delivery id, revision, ref JSON or '', retention s, now ms. */
export const SETTLE_SCRIPT = `
${FENCED}
${LEAVE_LANE}
local key = root .. 'delivery:' .. ARGV[3]
local address = redis.call('HGET', key, 'a')
if not address then return 'fenced' end
local state = redis.call('HGET', key, 's')
if ARGV[5] ~= '' then redis.call('HSET', key, 'ref', ARGV[5]) end
redis.call('LREM', root .. 'lane:' .. lane, 1, ARGV[3])
if redis.call('HGET', key, 'r') == ARGV[4] then
  redis.call('HSET', key, 's', 'sent')
  redis.call('HDEL', key, 'd')
  redis.call('EXPIRE', key, ARGV[6])
else
  redis.call('HSET', key, 's', 'pending')
  redis.call('HDEL', key, 'u')
  redis.call('RPUSH', root .. 'lane:' .. lane, ARGV[3])
end
leave(address, tonumber(ARGV[7]), state)
return 'settled'
`;

/** ARGV: lane, fence, delivery id, 'unsure' or 'pending', retry at ms or 'never', 'pause' or '', now ms, event JSON. */
export const FAIL_SCRIPT = `
${FENCED}
${LEAVE_LANE}
${PUT_BACK}
local key = root .. 'delivery:' .. ARGV[3]
local address = redis.call('HGET', key, 'a')
if not address then return 'fenced' end
local state = redis.call('HGET', key, 's')
if ARGV[4] == 'unsure' then redis.call('HSET', key, 'u', 1) else redis.call('HDEL', key, 'u') end
if ARGV[5] == 'never' then
  redis.call('LREM', root .. 'lane:' .. lane, 1, ARGV[3])
  redis.call('HSET', key, 's', 'dead')
  redis.call('ZADD', root .. 'dead', ARGV[7], 'delivery:' .. ARGV[3])
  redis.call('XADD', root .. 'events', '*', 'd', ARGV[8])
  leave(address, tonumber(ARGV[7]), state)
  return 'recorded'
end
redis.call('HSET', key, 's', ARGV[4])
local dueMs = ARGV[5]
if ARGV[6] == 'pause' then
  local f = redis.call('HMGET', key, 'k', 'ref')
  local paused = string.match(lane, '^([^-]*%-[^-]*%-[^-]*)%-') or lane
  -- A status or an edit holds back its like, and lets the messages behind it pass.
  if f[1] == 's' then paused = address .. '*s' elseif f[1] == 'l' and f[2] then paused = address .. '*e' end
  if string.find(paused, '*', 1, true) then dueMs = ARGV[7] end
  redis.call('HSET', root .. 'paused', paused, ARGV[5])
else
  redis.call('HINCRBY', key, 'n', 1)
end
putBack(ARGV[2])
redis.call('ZADD', root .. 'ready:' .. address, dueMs, lane)
return 'recorded'
`;

/** ARGV: lane, fence, now ms. What was taken and not sent waits again; the lane is due at once. */
export const RELEASE_SCRIPT = `
${FENCED}
${PUT_BACK}
local head = redis.call('LINDEX', root .. 'lane:' .. lane, 0)
local address = head and redis.call('HGET', root .. 'delivery:' .. head, 'a')
putBack(ARGV[2])
if address then
  redis.call('ZADD', root .. 'ready:' .. address, ARGV[3], lane)
  redis.call('PUBLISH', root .. 'wake', address)
end
return 'released'
`;

/**
 * ARGV: now ms, delivery ids. Returns how many dead deliveries wait at the head of their lanes again; the last one goes
 * there first, so that those of a lane keep the order in which they are given.
 */
export const REVIVE_SCRIPT = `
local root, revived = KEYS[1] .. ':', 0
for at = #ARGV, 2, -1 do
  local id = ARGV[at]
  local key = root .. 'delivery:' .. id
  local f = redis.call('HMGET', key, 's', 'l', 'a', 'd', 'u')
  if f[1] == 'dead' and f[4] then
    redis.call('HSET', key, 's', f[5] and 'unsure' or 'pending', 'n', 0)
    redis.call('PERSIST', key)
    redis.call('ZREM', root .. 'dead', 'delivery:' .. id)
    redis.call('LPUSH', root .. 'lane:' .. f[2], id)
    redis.call('ZADD', root .. 'ready:' .. f[3], 'NX', ARGV[1], f[2])
    redis.call('PUBLISH', root .. 'wake', f[3])
    revived = revived + 1
  end
end
return revived
`;

/** ARGV: before ms, now ms. Gives up deliveries at the head of lanes that were enqueued before; returns how many. */
export const ABANDON_SCRIPT = `
local root, abandoned = KEYS[1] .. ':', 0
for _, address in ipairs(redis.call('SMEMBERS', root .. 'addresses')) do
  local ready = root .. 'ready:' .. address
  for _, lane in ipairs(redis.call('ZRANGE', ready, 0, 199)) do
    local isLane = string.sub(lane, 1, 1) ~= '*'
    local ids = redis.call('LRANGE', root .. 'lane:' .. lane, 0, -1)
    for _, id in ipairs(ids) do
      local key = root .. 'delivery:' .. id
      local at = tonumber(redis.call('HGET', key, 't') or '0')
      if at < tonumber(ARGV[1]) then
        redis.call('LREM', root .. 'lane:' .. lane, 1, id)
        local state = redis.call('HGET', key, 's')
        if state == 'sending' or state == 'unsure' then redis.call('HSET', key, 'u', 1) end
        redis.call('HSET', key, 's', 'dead')
        redis.call('ZADD', root .. 'dead', ARGV[2], 'delivery:' .. id)
        abandoned = abandoned + 1
      end
    end
    if isLane and redis.call('LLEN', root .. 'lane:' .. lane) == 0 then
      redis.call('ZREM', ready, lane)
      redis.call('HDEL', root .. 'fences', lane)
      redis.call('HDEL', root .. 'taken', lane)
      redis.call('HDEL', root .. 'leases', lane)
      redis.call('HDEL', root .. 'later:' .. address, lane)
    end
  end
  if redis.call('ZCARD', ready) == 0 then redis.call('SREM', root .. 'addresses', address) end
end
return abandoned
`;
