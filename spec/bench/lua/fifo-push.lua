redis.call('RPUSH', KEYS[1], unpack(ARGV))
return redis.status_reply('OK')
