#!lua name=suggest

-- A node is an array of letters and children by turns, and has the word that ends there with its count.
-- Letters are in lower case: like in Memo, case makes no difference.
-- The trie lives as long as the library: nothing is rebuilt for a call.
local trie = {}
local far = 1000

local function child(node, letter)
  for i = 1, #node, 2 do
    if node[i] == letter then return node[i + 1] end
  end
  local new = {}
  node[#node + 1] = letter
  node[#node + 1] = new
  return new
end

local function add(_, words)
  for i = 1, #words, 2 do
    local word = words[i]
    local folded = word:lower()
    local node = trie
    for j = 1, #folded do node = child(node, folded:byte(j)) end
    node.word = word
    node.count = tonumber(words[i + 1])
  end
  return #words / 2
end

-- The best words so far: by distance, then by count, falling.
local function offer(best, wanted, node, distance)
  local at = #best + 1
  while at > 1 do
    local other = best[at - 1]
    if other.distance < distance or (other.distance == distance and other.count >= node.count) then break end
    at = at - 1
  end
  if at > wanted then return end
  table.insert(best, at, { word = node.word, count = node.count, distance = distance })
  best[wanted + 1] = nil
end

-- Walks the trie with one row of the edit distance (transpositions included) for each letter of the path.
-- Only cells within the limit of the diagonal are computed; the limit falls to the worst word that is still wanted.
local function suggest(_, arguments)
  local text, limit, wanted = arguments[1]:lower(), tonumber(arguments[2]), tonumber(arguments[3])
  local length = #text
  local letters = { text:byte(1, length) }
  local best, path, rows = {}, {}, {}
  for depth = 0, length + limit + 1 do rows[depth] = {} end
  for j = 0, length do rows[0][j + 1] = j end

  local function visit(node, depth)
    if node.word and math.abs(length - depth) <= limit then
      local distance = rows[depth][length + 1]
      if distance <= limit then
        offer(best, wanted, node, distance)
        if #best == wanted then limit = best[wanted].distance end
      end
    end
    depth = depth + 1
    local above, row, second, previous = rows[depth - 1], rows[depth], rows[depth - 2], path[depth - 1]
    for i = 1, #node, 2 do
      local letter, from, to = node[i], math.max(1, depth - limit), math.min(length, depth + limit)
      row[from] = from == 1 and depth or far
      local least = row[from]
      for j = from, to do
        local cell
        if letters[j] == letter then
          cell = above[j]
        else
          cell = above[j]
          if above[j + 1] < cell then cell = above[j + 1] end
          if row[j] < cell then cell = row[j] end
          if letters[j] == previous and letters[j - 1] == letter and second[j - 1] < cell then cell = second[j - 1] end
          cell = cell + 1
        end
        row[j + 1] = cell
        if cell < least then least = cell end
      end
      row[to + 2] = far
      if least <= limit then
        path[depth] = letter
        visit(node[i + 1], depth)
      end
    end
  end

  visit(trie, 0)
  local words = {}
  for i, found in ipairs(best) do words[i] = found.word end
  return words
end

redis.register_function('suggest_add', add)
redis.register_function('suggest', suggest)
