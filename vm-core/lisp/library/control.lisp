; Errors, escapes, several values, promises and parameters under the names of Scheme.

(define (error message . irritants)
  "Raises an error: a message, and values that it is about. `guard` and `catch` get it; nobody else does, the program ends with it."
  (raise (if (null? irritants) message {:type "error" :message (->string message) :irritants irritants})))
(define (error-object? value)
  "Whether `value` is an error: of `error`, or of the machine."
  (cond ((exception? value) true)
        ((object? value) (equal? (get value :type) "error"))
        (else (string? value))))
(define (error-object-message value)
  "The message of an error, without the values that it is about."
  (if (string? value) value (get value :message)))
(define (error-object-irritants value)
  "The values that an error is about."
  (if (object? value) (get value :irritants) []))
(define (error-message value) "The same as `error-object-message`." (error-object-message value))
(define (condition/report-string value)
  "The text of an error: its message, and the values that it is about."
  (if (object? value)
      (reduce (lambda (text each) (string-append text " " (%written each))) (get value :message) (get value :irritants))
      (error-object-message value)))
(define (file-error? value) "Whether `value` is an error of reading or writing a file." (if (exception? value) (equal? (get value :kind) "FileError") false))
(define (read-error? value)
  "Whether `value` is an error of reading data."
  (cond ((exception? value) (equal? (get value :kind) "ParseError")) ((string? value) (string-starts? value "read: ")) (else false)))
(define (%raised problem)
  (if (equal? (get problem :kind) "Thrown") (get problem :value) problem))
(define (%escape? problem)
  (if (equal? (get problem :kind) "Thrown")
      (let ((value (get problem :value))) (if (object? value) (has? value "escape to") false))
      false))
(define (%handled? all) (if (null? all) false (= (car (car all)) (self))))
(define (%raise value)
  (let ((all (%handlers)))
    (if (%handled? all)
        (begin
          (%set-handlers! (cdr all))
          ((nth (car all) 1) value)
          (error "with-exception-handler: the handler returned from" value))
        (throw value))))
(define (raise-continuable value)
  "Raises a value; what the handler of `with-exception-handler` gives for it is the value of the call."
  (let ((all (%handlers))) (if (%handled? all) (%ask all value) (throw value))))
(define (%ask all value)
  (begin
    (%set-handlers! (cdr all))
    (let ((result ((nth (car all) 1) value))) (begin (%set-handlers! all) result))))
; What no clause of `guard` takes is raised where `guard` is, which it may continue.
(define (%raise-again problem)
  (let ((all (%handlers)))
    (if (if (%handled? all) (equal? (get problem :kind) "Thrown") false)
        (%ask all (get problem :value))
        (throw problem))))
(define (with-exception-handler handler body)
  "Calls `body`. What `raise`, `error` or `raise-continuable` raises in it goes to `handler`, where it is raised: before `body` is left. A handler leaves by an escape, raises something itself, or, after `raise-continuable`, gives a value. A fault of the machine goes to it after `body` has been left."
  (let ((before (%handlers)))
    (begin
      (if (procedure? handler) null (%expected "a function" handler))
      (%set-handlers! (cons [(self) handler] before))
      (try (let ((value (body))) (begin (%set-handlers! before) value))
           (catch problem
             (cond ((%escape? problem) (begin (%set-handlers! before) (throw problem)))
                   ; It comes from a handler that was asked already: this one is not asked again, nor are those around it.
                   ((<= (length (%handlers)) (length before)) (throw problem))
                   (else
                    (begin
                      (%set-handlers! before)
                      (handler (%raised problem))
                      (error "with-exception-handler: the handler returned from" (%raised problem))))))))))
(define (call/ec f)
  "Calls `f` with a function that leaves it at once: what that is called with is the value. It can be called only while `f` runs."
  (let ((state (%cell null)) (handlers (%handlers)))
    (try (f (lambda results
              (if (%cell-get state)
                  (error "continuation: it was left already and cannot be entered again")
                  (throw {"escape to" state "with" results}))))
         (catch problem
           (if (if (%escape? problem) (same? (get (get problem :value) "escape to") state) false)
               (begin (%set-handlers! handlers) (apply values (get (get problem :value) "with")))
               (throw problem)))
         (finally (%cell-set! state true)))))
(define (call/cc f) "The same as `call/ec`: a continuation is an escape." (call/ec f))
(define (call-with-current-continuation f) "The same as `call/ec`: a continuation is an escape." (call/ec f))
(define (call-with-escape-continuation f) "The same as `call/ec`." (call/ec f))
(define (dynamic-wind before body after)
  "Calls `before`, then `body`, whose value it has, then `after`: also when `body` is left by an error or an escape."
  (let ((handlers (%handlers)))
    (begin
      (before)
      (try (body)
           (finally (let ((now (%handlers))) (begin (%set-handlers! handlers) (after) (%set-handlers! now))))))))
(define (values . all)
  "Several values, for `call-with-values`, `receive-values`, `let-values` and `define-values`; one value is itself."
  (if (= (length all) 1) (car all) {"several values" all}))
(define (%values->list value)
  (if (object? value) (if (has? value "several values") (get value "several values") [value]) [value]))
(define (%values-for form count open value)
  (let ((all (%values->list value)))
    (if (if open (>= (length all) count) (= (length all) count))
        all
        (error (str form ": expected " (if open "at least " "") count (if (= count 1) " value" " values") ", got " (length all))))))
(define (call-with-values producer consumer)
  "Calls `consumer` with the values that `producer` gives."
  (apply consumer (%values->list (producer))))
(define (make-promise value) "A promise that has its value already." (if (promise? value) value (%done value)))
(define (%done value) {:type "promise" :state (%cell [:done value])})
(define (promise? value) "Whether `value` is a promise, as `delay` makes it." (if (object? value) (equal? (get value :type) "promise") false))
(define (%lazy make) {:type "promise" :state (%cell [:lazy make])})
(define (%promise-cell cell)
  (let ((state (%cell-get cell))) (if (equal? (car state) "same") (%promise-cell (nth state 1)) cell)))
(define (force promise)
  "The value of a promise, computed when it is asked for first; any other value is itself."
  (if (not (promise? promise))
      promise
      (let loop ()
        (let ((cell (%promise-cell (get promise :state))))
          (let ((state (%cell-get cell)))
            (if (equal? (car state) "done")
                (nth state 1)
                (let ((next ((nth state 1))))
                  (if (equal? (car (%cell-get cell)) "lazy")
                      (let ((inner (%promise-cell (get next :state))))
                        (if (same? inner cell)
                            null
                            (begin
                              (%cell-set! cell (%cell-get inner))
                              (%cell-set! inner [:same cell])))))
                  (loop))))))))
(define (make-parameter value . convert)
  "A parameter: called without an argument it gives its value, which `parameterize` changes for a body. `convert` makes each value that it gets."
  (let ((convert (if (null? convert) identity (car convert))))
    (let ((cell (%cell (convert value))))
      (lambda new
        (cond ((null? new) (%cell-get cell))
              ((= (length new) 1) (%cell-set! cell (convert (car new))))
              (else (%cell-set! cell (car new))))))))
(define (%parameterize parameters values body)
  (let ((before (map (lambda (parameter)
                       (if (procedure? parameter)
                           (parameter)
                           (error (str "parameterize: expected a parameter, got " (%written parameter)))))
                     parameters)))
    (begin
      (for-each (lambda (parameter value) (parameter value)) parameters values)
      (try (body)
           (finally (for-each (lambda (parameter value) (parameter value true)) parameters before))))))
(define (%no-clause count)
  (error (str "case-lambda: no clause takes " count " argument" (if (= count 1) "" "s"))))
(define (current-jiffy) "Milliseconds since 1970: there are `jiffies-per-second` of them in a second." (now-ms))
(define (jiffies-per-second) "1000: see `current-jiffy`." 1000)
(define (current-second) "Seconds since 1970, as a float." (/ (now-ms) 1000.0))
(define (void . ignored) "Null, whatever it is given." null)
(define (eval datum . environment)
  "The value of a datum as a program, in a session of the process's own: what one datum defines, the next one knows, and nothing of the program around it. A string in the datum is a name; `(quote \"text\")` gives a string. There is one environment, so another argument says nothing."
  (%evaluate datum))
(define (interaction-environment) "What `eval` may be given as its environment." null)
(define (make-generator body)
  "A function that gives one value after another: those that `body` hands to the function that it is called with. `body` runs in a process of its own, up to the value that is asked for. At the end it gives the end of file, see `eof-object?`."
  (let ((worker null) (ended false))
    (lambda ()
      (cond (ended (eof-object))
            (else
             (begin
               (if (null? worker) (set! worker (spawn %generate body (self))) (send worker ["next value"]))
               (receive
                 (("value of" from value) (if (= from worker) value (eof-object)))
                 (("end of" from) (begin (set! ended true) (eof-object))))))))))
(define (%generate body owner)
  (begin
    (body (lambda (value) (begin (send owner ["value of" (self) value]) (receive (("next value") null)))))
    (send owner ["end of" (self)])))
(define (eof-object) "What stands for the end of input, and of a generator." {:type "eof"})
(define (eof-object? value) "Whether `value` is the end of input." (if (object? value) (equal? (get value :type) "eof") false))
(define (generator->list next) "All values that a generator gives."
  (let loop ((items []))
    (let ((value (next))) (if (eof-object? value) items (loop (append-item items value))))))
(define (%record type fields) (put fields "record" type))
(define (%is-record? value type) (if (object? value) (equal? (get value "record") type) false))
(define (%record-field procedure value type field)
  (if (%is-record? value type) (get value field) (error (str procedure ": expected " (if (member? (string-ref type 0) ["a" "e" "i" "o" "u"]) "an " "a ") type ", got " (%written value)))))
; A field that can change has a cell. A list of cells in it would make it a vector, an object with the key "" a vector or a
; table: such a value is in a list after "", and so is a list that begins with "".
(define (%field-held value)
  (if (list? value)
      (if (null? value)
          value
          (if (%cell? (car value)) ["" value] (if (equal? (car value) "") ["" value] value)))
      (if (has? value "") ["" value] value)))
(define (%field-value held) (if (null? held) held (if (equal? (car held) "") (nth held 1) held)))
