-- The state is packed like Memo's: tokens and milliseconds, two doubles. Measured faster than a hash of two fields.
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state = redis.call('GET', KEYS[1])
local tokens = burst
if state then
  local left, updated = struct.unpack('dd', state)
  tokens = math.min(burst, left + (now - updated) / 1000 * rate)
end
local allowed = tokens >= 1
if allowed then tokens = tokens - 1 end
redis.call('SET', KEYS[1], struct.pack('dd', tokens, now))
return allowed and 1 or 0
