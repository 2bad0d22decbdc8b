/*
 * Taking lanes of the outbox at the platform's pace. A lane whose channel may not speak now waits its turn in
 * `waiting:<channel>`, by the age of its head; in `ready:<address>` the member `*<channel>` is due when the channel may
 * speak again, and the lane itself some time later, should that member ever get lost. Lanes that have nothing but edits
 * and statuses for which there is no room are in `later:<address>`: a message brings them forward. `pace:<key>` holds the time at
 * which all that was taken would have been sent at the long-run rate; the key is a channel, or `<address>*e` and
 * `<address>*s` for edits and statuses, which pass each other by and hold no message back. `paused` has the ends of the
 * waits that the platform asked for, by the same keys.
 */

const BUCKETS = `
local buckets = {}
local function bucketOf(kind, key)
  local bucket = buckets[key]
  if bucket then return bucket end
  local everyMs = tonumber(RATES[kind][1])
  local untilMs = tonumber(redis.call('HGET', root .. 'paused', key) or '0')
  if untilMs > 0 and untilMs <= now then redis.call('HDEL', root .. 'paused', key) end
  local atMs = now
  if everyMs > 0 then atMs = math.max(now, tonumber(redis.call('GET', root .. 'pace:' .. key) or '0')) end
  bucket = { everyMs = everyMs, burst = tonumber(RATES[kind][2]), untilMs = untilMs, atMs = atMs, key = key }
  buckets[key] = bucket
  return bucket
end
local function room(bucket)
  if bucket.untilMs > now then return 0 end
  if bucket.everyMs == 0 then return math.huge end
  return math.max(0, bucket.burst - math.ceil((bucket.atMs - now) / bucket.everyMs))
end
local function nextMs(bucket)
  return math.max(now, bucket.untilMs, bucket.atMs - (bucket.burst - 1) * bucket.everyMs)
end
-- When a lane that finds no room may try again: one after the other, so that they are not all due for one place.
local function turnMs(bucket)
  local turn = bucket.turns or 0
  bucket.turns = turn + 1
  return nextMs(bucket) + turn * bucket.everyMs
end
local function spend(bucket)
  bucket.atMs = bucket.atMs + bucket.everyMs
  bucket.isSpent = bucket.everyMs > 0
end
local function storeBuckets()
  for key, bucket in pairs(buckets) do
    if bucket.isSpent then
      redis.call('SET', root .. 'pace:' .. key, string.format('%.0f', bucket.atMs), 'PX', string.format('%.0f', bucket.atMs - now + 1))
    end
  end
end
`;

const TAKE = `
local URGENT, LOST = 1e13, 60000
local function park(lane, channel, messages, head)
  local f = head or redis.call('HMGET', root .. 'delivery:' .. (redis.call('LINDEX', root .. 'lane:' .. lane, 0) or ''), 't', 'p')
  local age = tonumber(f[1] or '0')
  redis.call('ZADD', root .. 'waiting:' .. channel, f[2] and age - URGENT or age, lane)
  redis.call('ZADD', ready, nextMs(messages) + LOST, lane)
  redis.call('ZADD', ready, nextMs(messages), '*' .. channel)
end
-- The deliveries at the head of a lane that may go now; with others waiting: its urgent ones, and one in its turn.
local function pick(lane, isTurn, channel, messages)
  local items, later, head = {}, nil, nil
  local othersWait = messages.everyMs > 0 and redis.call('ZCARD', root .. 'waiting:' .. channel) > 0
  for _, id in ipairs(redis.call('LRANGE', root .. 'lane:' .. lane, 0, tonumber(ARGV[5]) - 1)) do
    local f = redis.call('HMGET', root .. 'delivery:' .. id, 'd', 's', 'r', 'n', 'ref', 'k', 'p', 't')
    local kind = f[6] or 'm'
    if kind == 'l' then kind = f[5] and 'e' or 'm' end
    local bucket = kind == 'm' and messages or bucketOf(kind, address .. '*' .. kind)
    local mayGo = room(bucket) > 0 and (kind ~= 'm' or not othersWait or f[7] or isTurn)
    if not f[1] then
      redis.call('LREM', root .. 'lane:' .. lane, 1, id)
    elseif mayGo then
      spend(bucket)
      if kind == 'm' and not f[7] then isTurn = false end
      items[#items + 1] = { id, f[1], f[2], f[3], f[4], f[5] or '' }
    elseif kind == 'm' then
      head = { f[8], f[7] }
      break
    else
      if not later or nextMs(bucket) < nextMs(later) then later = bucket end
    end
  end
  return items, later, head
end
local function take(lane, isTurn)
  local channel = string.match(lane, '^([^-]*%-[^-]*%-[^-]*)%-') or lane
  local messages = bucketOf('m', channel)
  redis.call('HDEL', root .. 'later:' .. address, lane)
  if messages.untilMs > now then return park(lane, channel, messages) end
  local items, later, head = pick(lane, isTurn, channel, messages)
  if #items == 0 and head then return park(lane, channel, messages, head) end
  if not isTurn then redis.call('ZREM', root .. 'waiting:' .. channel, lane) end
  if #items == 0 then
    if not later then return redis.call('ZREM', ready, lane) end
    redis.call('HSET', root .. 'later:' .. address, lane, 1)
    redis.call('ZADD', ready, turnMs(later), lane)
    return
  end
  local fence = redis.call('INCR', root .. 'fenceseq')
  for _, item in ipairs(items) do
    local key = root .. 'delivery:' .. item[1]
    -- Still being sent or unsure: an earlier try may have arrived, and no later release may forget that.
    if item[3] == 'sending' or item[3] == 'unsure' then redis.call('HSET', key, 'u', 1) end
    redis.call('HSET', key, 's', 'sending', 'f', fence)
  end
  redis.call('HSET', root .. 'fences', lane, fence)
  redis.call('HSET', root .. 'taken', lane, #items)
  redis.call('HSET', root .. 'leases', lane, ARGV[3])
  redis.call('ZADD', ready, now + tonumber(ARGV[3]), lane)
  claimed[#claimed + 1] = { lane, fence, items }
end
`;

/**
 * ARGV: address, now ms, lease ms, lanes, deliveries a lane, and for messages in a channel, edits and statuses the time
 * for one in ms (0: no limit) and how many at once. Returns [[lane, fence, [id, doc, state, rev, n, ref]…]…].
 */
export const CLAIM_SCRIPT = `
local root, address, now = KEYS[1] .. ':', ARGV[1], tonumber(ARGV[2])
local ready = root .. 'ready:' .. address
local claimed, wanted = {}, tonumber(ARGV[4])
local RATES = { m = { ARGV[6], ARGV[7] }, e = { ARGV[8], ARGV[9] }, s = { ARGV[10], ARGV[11] } }
${BUCKETS}
${TAKE}
local function serve(channel)
  local waiting, messages = root .. 'waiting:' .. channel, bucketOf('m', channel)
  while #claimed < wanted and room(messages) > 0 do
    local lane = redis.call('ZRANGE', waiting, 0, 0)[1]
    if not lane then break end
    redis.call('ZREM', waiting, lane)
    take(lane, true)
  end
  if redis.call('ZCARD', waiting) > 0 then redis.call('ZADD', ready, nextMs(messages), '*' .. channel)
  else redis.call('ZREM', ready, '*' .. channel) end
end
-- Taken and waiting lanes leave the range, so this looks past them until there is enough or nothing is due.
repeat
  local due = redis.call('ZRANGEBYSCORE', ready, '-inf', now, 'LIMIT', 0, wanted - #claimed)
  for _, lane in ipairs(due) do
    if string.sub(lane, 1, 1) == '*' then serve(string.sub(lane, 2)) else take(lane, false) end
  end
until #due == 0 or #claimed >= wanted
storeBuckets()
return claimed
`;
