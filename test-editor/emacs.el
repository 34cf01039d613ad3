;;; Emacs's own client (eglot) against the server: diagnostics, hover, code actions, a profiled run, an edit. Prints one JSON line.
;; Wants JITLENS_SERVER and JITLENS_FILE in the environment. Works from Emacs 28 with eglot 1.9 on, and with the eglot of Emacs 29.
(dolist (folder (and (file-directory-p "/usr/share/emacs/site-lisp/elpa")
                     (directory-files "/usr/share/emacs/site-lisp/elpa" t "\\`[a-z]")))
  (push folder load-path))
(require 'json)
(require 'eglot)
(setq eglot-sync-connect 120 eglot-connect-timeout 120 eglot-autoshutdown nil eglot-send-changes-idle-time 0.05 jsonrpc-default-request-timeout 600)

(defvar seen nil "What was seen, as an association list.")
(defun note (key value) (push (cons key value) seen))

(defun await (what ready)
  (let ((end (+ (float-time) 120)))
    (while (and (not (funcall ready)) (< (float-time) end)) (accept-process-output nil 0.05))
    (unless (funcall ready) (error "waited in vain for %s" what))))

(condition-case failure
    (let ((command (list "node" (getenv "JITLENS_SERVER") "--stdio")))
      (find-file (getenv "JITLENS_FILE"))
      (python-mode)
      (flymake-mode 1)
      (apply #'eglot (list (list 'python-mode) (or (project-current) (cons 'transient default-directory)) 'eglot-lsp-server command "python"))
      (let ((server (eglot-current-server)))
        (await "diagnostics" (lambda () (flymake-start) (flymake-diagnostics)))
        (let ((first (car (flymake-diagnostics))))
          (note 'line (line-number-at-pos (flymake-diagnostic-beg first)))
          (note 'diagnostic (flymake-diagnostic-text first))
          (goto-char (flymake-diagnostic-beg first)))
        (note 'hover (plist-get (plist-get (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams)) :contents) :value))
        (let ((position (plist-get (eglot--TextDocumentPositionParams) :position)))
          (note 'actions
                (mapcar (lambda (action) (plist-get action :title))
                        (jsonrpc-request server :textDocument/codeAction
                                         (list :textDocument (eglot--TextDocumentIdentifier)
                                               :range (list :start position :end position)
                                               :context (list :diagnostics []))))))
        (let ((profile (jsonrpc-request server :workspace/executeCommand
                                        (list :command "jitlens.profileFunction"
                                              :arguments (vector (plist-get (eglot--TextDocumentIdentifier) :uri)
                                                                 (plist-get (eglot--TextDocumentPositionParams) :position)
                                                                 (list :timeLimit 600))))))
          (note 'outcome (plist-get profile :outcome))
          (note 'answer (plist-get profile :answer)))
        (erase-buffer)
        (insert "print(1)\n")
        (eglot--signal-textDocument/didChange)
        (await "the diagnostics to go" (lambda () (flymake-start) (null (flymake-diagnostics))))
        (note 'cleared t)
        (set-buffer-modified-p nil)
        (eglot-shutdown server)))
  (error (note 'failure (error-message-string failure))))
(princ (concat "\n" (json-encode seen) "\n"))
(kill-emacs 0)
