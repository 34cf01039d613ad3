-- Neovim's own LSP client against the server: diagnostics, hover, code actions, a profiled run, an edit. Prints one JSON line.
-- Wants JITLENS_SERVER and JITLENS_FILE in the environment. Works from Neovim 0.7 on.
local seen = {}

local function finish(failure)
  seen.failure = failure
  io.stdout:write(vim.fn.json_encode(seen) .. '\n')
  vim.cmd('qall!')
end

local function run()
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.JITLENS_FILE))
  local buffer = vim.api.nvim_get_current_buf()
  local client = vim.lsp.start_client({ name = 'jitlens', cmd = { 'node', vim.env.JITLENS_SERVER, '--stdio' }, root_dir = vim.fn.getcwd() })
  vim.bo[buffer].filetype = 'python'
  vim.lsp.buf_attach_client(buffer, client)

  local function await(what, ready)
    if not vim.wait(120000, ready, 20) then error('waited in vain for ' .. what) end
  end
  local function request(method, params)
    local answers, failure = vim.lsp.buf_request_sync(buffer, method, params, 600000)
    if failure then error(method .. ': ' .. failure) end
    return answers[client].result
  end
  local function diagnostics() return vim.diagnostic.get(buffer) end

  await('diagnostics', function() return #diagnostics() > 0 end)
  local first = diagnostics()[1]
  seen.diagnostic = { code = first.code or first.user_data.lsp.code, source = first.source, line = first.lnum, message = first.message }
  local document = vim.lsp.util.make_text_document_params(buffer)
  local position = { line = first.lnum, character = first.col }
  seen.hover = request('textDocument/hover', { textDocument = document, position = position }).contents.value
  local range = { start = position, ['end'] = position }
  seen.actions = vim.tbl_map(
    function(action) return action.title end,
    request('textDocument/codeAction', { textDocument = document, range = range, context = { diagnostics = {} } })
  )
  local profile = request('workspace/executeCommand', { command = 'jitlens.profileFile', arguments = { document.uri, { timeLimit = 600 } } })
  seen.outcome = profile.outcome
  seen.answer = profile.answer
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, { 'print(1)' })
  await('the diagnostics to go', function() return #diagnostics() == 0 end)
  seen.cleared = true
end

local ok, failure = pcall(run)
finish(not ok and tostring(failure) or nil)
