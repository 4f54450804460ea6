"""The comparisons that Redis must make in one go, as Lua."""

TAKE_LEASE = """
if redis.call('HEXISTS', KEYS[2], 'core') == 0 then
  redis.call('ZREM', KEYS[3], ARGV[4])
  return false
end
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return false end
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[4])
redis.call('HDEL', KEYS[2], 'woken')
redis.call('HINCRBY', KEYS[2], 'in_vain', 1)
return redis.call('HINCRBY', KEYS[2], 'epoch', 1)
"""

RENEW_LEASE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[2], 'XX', ARGV[3], ARGV[4])
return 1
"""

GIVE_BACK_LEASE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
if ARGV[4] == '1' then redis.call('HDEL', KEYS[3], 'in_vain') end
if redis.call('HDEL', KEYS[3], 'woken') == 1 then
  redis.call('ZADD', KEYS[2], 0, ARGV[3])
  return 1
end
if ARGV[2] == '' then redis.call('ZREM', KEYS[2], ARGV[3]) else redis.call('ZADD', KEYS[2], ARGV[2], ARGV[3]) end
return 1
"""

KEEP_NOTE = """
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
if ARGV[5] == '1' then redis.call('HDEL', KEYS[1], 'in_vain') end
redis.call('HINCRBY', KEYS[1], 'changes', 1)
redis.call('ZADD', KEYS[2], 'NX', redis.call('HGET', KEYS[1], 'show_at') or '0', ARGV[4])
return 1
"""

REPORTED = """
redis.call('HSET', KEYS[1], 'show_at', ARGV[2])
redis.call('HDEL', KEYS[1], 'shown_in_vain')
if redis.call('HGET', KEYS[1], 'changes') == ARGV[1] then
  redis.call('ZREM', KEYS[2], ARGV[3])
else
  redis.call('ZADD', KEYS[2], ARGV[2], ARGV[3])
end
"""

FORGET = """
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if at and tonumber(at) <= tonumber(ARGV[2]) then redis.call('ZREM', KEYS[1], ARGV[1]) end
"""

STAY_ACTIVE = """
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""

TAKE_DUE = """
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not at or tonumber(at) > tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
"""

KEEP_ANSWER = """
local mark = redis.call('GET', KEYS[1])
if not mark or string.sub(mark, 1, #ARGV[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ' done ' .. ARGV[2], 'EX', ARGV[3])
return 1
"""

RELEASE_DELIVERY = """
if redis.call('GET', KEYS[1]) == ARGV[1] .. ' busy ' then redis.call('DEL', KEYS[1]) end
return 1
"""
