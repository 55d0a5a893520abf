-- The state is packed like Memo's: tokens and milliseconds, two doubles. Measured faster than a hash of two fields.
local capacity, perSecond, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state = redis.call('GET', KEYS[1])
local tokens = capacity
if state then
  local left, at = struct.unpack('dd', state)
  tokens = math.min(capacity, left + (now - at) * perSecond / 1000)
end
local granted = tokens >= wanted
if granted then tokens = tokens - wanted end
redis.call('SET', KEYS[1], struct.pack('dd', tokens, now))
return granted and 1 or 0
