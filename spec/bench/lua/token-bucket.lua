-- The state is packed like Memo's: tokens and milliseconds, two doubles. Measured faster than a hash of two fields.
local capacity, refill = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state = redis.call('GET', KEYS[1])
local tokens = capacity
if state then
  local left, updated = struct.unpack('dd', state)
  tokens = math.min(capacity, left + math.max(0, now - updated) / 1000 * refill)
end
local allowed = tokens >= 1
if allowed then tokens = tokens - 1 end
local full = math.ceil((capacity - tokens) / refill * 1000)
redis.call('SET', KEYS[1], struct.pack('dd', tokens, now), 'PX', math.max(1, full))
return { allowed and 1 or 0, math.floor(tokens), math.max(0, math.ceil((1 - tokens) / refill * 1000)) }
