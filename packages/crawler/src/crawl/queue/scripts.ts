/** Milliseconds by the clock of Redis, which is everybody's. */
const clock = `local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
`

/**
 * Joins the crawl of a name, or begins one.
 * KEYS: head. ARGV: prefix, settings, id for a new one, worker, 'named' or '', 'anew' or '', how long a worker may say nothing, and
 * how old a crawl may be that nobody works at. Answers what happened, the id, the crawl that this one replaces, and the number
 * of others at work.
 */
export const joinScript = `${clock}
local prefix, settings, fresh, worker = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local workers = function(id) return prefix .. ':crawl:' .. id .. ':workers' end
local id = redis.call('HGET', KEYS[1], 'id')
local begin = function()
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'id', fresh, 'settings', settings, 'began', now)
  redis.call('ZADD', workers(fresh), now, worker)
  return {'began', fresh, id or '', 0}
end
if not id then return begin() end
if redis.call('HEXISTS', KEYS[1], 'done') == 1 then
  if ARGV[5] == '' then return begin() end
  return {'done', id, '', 0}
end
local others = redis.call('ZCOUNT', workers(id), now - ARGV[7], '+inf')
if others == 0 then
  local last = redis.call('ZREVRANGE', workers(id), 0, 0, 'WITHSCORES')
  if ARGV[6] ~= '' or #last == 0 or tonumber(last[2]) < now - ARGV[8] then return begin() end
end
if redis.call('HGET', KEYS[1], 'settings') ~= settings then return {'other', id, '', others} end
redis.call('ZADD', workers(id), now, worker)
return {'joined', id, '', others}`

/** Says that a worker lives. KEYS: head, workers, report. ARGV: id, worker. Answers the state of the crawl. */
export const aliveScript = `${clock}
if redis.call('EXISTS', KEYS[3]) == 1 then return 'done' end
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 'gone' end
redis.call('ZADD', KEYS[2], now, ARGV[2])
return 'open'`

/** Says that a worker is gone, and when it was last there. KEYS: workers. ARGV: worker, how long a worker may say nothing. */
export const goneScript = `${clock}
return redis.call('ZADD', KEYS[1], 'XX', now - ARGV[2] - 1, ARGV[1])`

/** Writes a page down, once. KEYS: head, pages, journal. ARGV: id, page, what was found, record. */
export const keepScript = `
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 'gone' end
if redis.call('HSETNX', KEYS[2], ARGV[2], ARGV[3]) == 0 then return 'known' end
redis.call('XADD', KEYS[3], '*', 'record', ARGV[4])
return 'kept'`

/** Takes a host's next turn. KEYS: pace. ARGV: host, delay. Answers 0, or how long to wait. */
export const turnScript = `${clock}
local at = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
if at > now then return math.ceil(at - now) end
if tonumber(ARGV[2]) > 0 then redis.call('HSET', KEYS[1], ARGV[1], now + ARGV[2]) end
return 0`

/** Lets nobody ask a host for a while. KEYS: pace. ARGV: host, how long. */
export const pauseScript = `${clock}
local at = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
redis.call('HSET', KEYS[1], ARGV[1], math.max(at, now + ARGV[2]))
return 0`

/** Takes or keeps what one alone may hold. KEYS: lease. ARGV: worker, how long. Answers 1 for who holds it. */
export const holdScript = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`

/**
 * Takes or keeps the right to write the report, unless it is written. KEYS: reporter, report. ARGV: worker, how long. Answers
 * 'mine', 'done', or 'wait' while another has it.
 */
export const reporterScript = `
if redis.call('EXISTS', KEYS[2]) == 1 then return 'done' end
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 'wait' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 'mine'`

/** Lets go of it. KEYS: lease. ARGV: worker. */
export const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`
