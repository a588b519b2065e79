-- For wrk: asks for the paths of a file at random, and counts answers by status.

local requests = {}
local threads = {}
statuses = {}

function setup(thread)
    table.insert(threads, thread)
end

function init()
    math.randomseed(20250108)
    for path in io.lines(os.getenv("PATHS")) do
        requests[#requests + 1] = wrk.format("GET", path)
    end
end

function request()
    return requests[math.random(#requests)]
end

function response(status)
    statuses[status] = (statuses[status] or 0) + 1
end

function done(summary, latency)
    local parts = {}
    for _, thread in ipairs(threads) do
        for status, count in pairs(thread:get("statuses")) do
            parts[#parts + 1] = string.format("[%d, %d]", status, count)
        end
    end
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"requests": %d, "wall_s": %.3f, "statuses": [%s], "broken": %d, "timeouts": %d, "p50_ms": %.2f, "p99_ms": %.2f, "max_ms": %.2f}\n',
        summary.requests, summary.duration / 1e6, table.concat(parts, ", "), errors.connect + errors.read + errors.write, errors.timeout,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
