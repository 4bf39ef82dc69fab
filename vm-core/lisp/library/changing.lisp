; Values that change: vectors, hash tables and string ports. Each lives in cells, so a message has a copy of its own.

; A vector is a cell of a list of cells. What has no items says what it is: {"" "vector"}.
(define (vector? value)
  "Whether `value` is a vector."
  (if (equal? (type-of value) "cell")
      (let ((held (%cell-get value))) (if (list? held) true (if (object? held) (equal? (get held "") "vector") false)))
      false))
(define (%vector cells) (%cell (if (null? cells) {"" "vector"} cells)))
(define (make-vector size . fill)
  "A vector of `size` items, each `fill`, 0 where it is left out."
  (let ((item (if (null? fill) 0 (car fill)))) (%vector (list-tabulate size (lambda (i) (%cell item))))))
(define (vector . items) "A vector of the items." (list->vector items))
(define (list->vector items) "A vector of the items of a list." (%vector (map (lambda (item) (%cell item)) items)))
(define (%cells vector)
  (if (vector? vector)
      (let ((cells (%cell-get vector))) (if (list? cells) cells []))
      (%expected "a vector" vector)))
(define (%cell-at vector index)
  (let ((cells (%cells vector)))
    (if (if (int? index) (if (>= index 0) (< index (length cells)) false) false)
        (nth cells index)
        (%expected (str "an index below " (length cells)) index))))
(define (vector-length vector) "The number of items of a vector." (length (%cells vector)))
(define (vector-ref vector index) "The item of a vector at `index`, counted from 0." (%cell-get (%cell-at vector index)))
(define (vector-set! vector index item) "Changes the item of a vector at `index`." (%cell-set! (%cell-at vector index) item))
(define (%bounded cells bounds)
  (slice cells (if (null? bounds) 0 (car bounds)) (if (< (length bounds) 2) (length cells) (nth bounds 1))))
(define (vector-fill! vector item . bounds)
  "Changes all items of a vector, or those between two bounds."
  (for-each (lambda (cell) (%cell-set! cell item)) (%bounded (%cells vector) bounds)))
(define (vector->list vector . bounds)
  "The items of a vector as a list; those between two bounds where they are given."
  (%items-of vector bounds))
(define (%items-of vector bounds) (map (lambda (cell) (%cell-get cell)) (%bounded (%cells vector) bounds)))
(define (vector-copy vector . bounds)
  "A new vector with the same items; those between two bounds where they are given."
  (list->vector (%items-of vector bounds)))
(define (subvector vector start end) "A new vector of the items from `start` up to but not including `end`." (vector-copy vector start end))
(define (vector-copy! to at from . bounds)
  "Changes the items of `to` from `at` on to those of `from`."
  (let ((items (%items-of from bounds)))
    (let loop ((i 0))
      (if (< i (length items)) (begin (vector-set! to (+ at i) (nth items i)) (loop (+ i 1))) null))))
(define (vector-append . vectors)
  "A new vector of the items of all vectors."
  (list->vector (append-map (lambda (each) (vector->list each)) vectors)))
(define (vector-map f vector . more)
  "A new vector of what `f` gives for each item; with several vectors, for the items at the same position."
  (list->vector (%map-lists f (map (lambda (each) (vector->list each)) (cons vector more)))))
(define (vector-for-each f vector . more)
  "Calls `f` with each item; with several vectors, with the items at the same position."
  (%for-each-lists f (map (lambda (each) (vector->list each)) (cons vector more))))
(define (vector-grow vector size)
  "A new vector of `size` items that begins with those of another; the others are 0."
  (list->vector (append-lists (vector->list vector) (make-list (- size (vector-length vector)) 0))))
(define (vector-binary-search vector key compare)
  "The item for which `compare`, given the key and the item, gives 0; false when there is none. The items are in order."
  (let loop ((low 0) (high (vector-length vector)))
    (if (>= low high)
        false
        (let ((middle (quotient (+ low high) 2)))
          (let ((order (compare key (vector-ref vector middle))))
            (cond ((= order 0) (vector-ref vector middle))
                  ((< order 0) (loop low middle))
                  (else (loop (+ middle 1) high))))))))
(define (vector->string vector) "The characters of a vector, joined." (list->string (vector->list vector)))
(define (string->vector text) "A vector of the characters of a string." (list->vector (string-chars text)))
(define (vector-sort! vector less?) "Puts the items of a vector in the order that `less?` says." (vector-copy! vector 0 (list->vector (sort (vector->list vector) less?))))

; A table is a cell of an object with a list of pairs for each hash, and an empty list for none, which says what it is.
(define (hash-table? value)
  "Whether `value` is a hash table."
  (if (equal? (type-of value) "cell")
      (let ((held (%cell-get value))) (if (object? held) (equal? (get held "") []) false))
      false))
(define (make-hash-table . ignored)
  "A hash table without entries. Any value may be a key; keys are the same when `equal?` says so."
  (%cell {"" []}))
(define (%hash key) (string-append (type-of key) " " (->string key)))
(define (%entries table) (if (hash-table? table) (%cell-get table) (%expected "a hash table" table)))
(define (%entry table key)
  (let ((bucket (get (%entries table) (%hash key)))) (if (equal? bucket null) false (assoc key bucket))))
(define (hash-table-ref table key . otherwise)
  "The value of a key. Where there is none, what the function `otherwise` gives; a fault without one. A function after that gets the value that is found."
  (%table-ref table key otherwise))
(define (%table-ref table key otherwise)
  (let ((entry (%entry table key)))
    (cond (entry (if (> (length otherwise) 1) ((nth otherwise 1) (nth entry 1)) (nth entry 1)))
          ((null? otherwise) (%expected "a key of the table" key))
          (else ((car otherwise))))))
(define (hash-table-ref/default table key default)
  "The value of a key, `default` where there is none."
  (let ((entry (%entry table key))) (if entry (nth entry 1) default)))
(define (hash-table-set! table key value)
  "Gives a key a value."
  (let ((entries (%entries table)) (hash (%hash key)))
    (let ((bucket (get entries hash)))
      (%cell-set! table
        (put entries hash
          (if (if (equal? bucket null) true (= (length bucket) 1))
              (if (if (equal? bucket null) true (equal? (car (car bucket)) key)) [[key value]] (append-item bucket [key value]))
              (append-item (alist-delete key bucket) [key value])))))))
(define (hash-table-delete! table key)
  "Takes a key away."
  (let ((entries (%entries table)) (hash (%hash key)))
    (let ((bucket (get entries hash)))
      (if (equal? bucket null)
          null
          (let ((rest (alist-delete key bucket)))
            (%cell-set! table (if (null? rest) (remove entries hash) (put entries hash rest))))))))
(define (hash-table-contains? table key) "Whether a table has a key." (if (%entry table key) true false))
(define (hash-table-exists? table key) "The same as `hash-table-contains?`." (hash-table-contains? table key))
(define (hash-table-update! table key f . otherwise)
  "Gives a key what `f` makes of its value; where there is none, of what the function `otherwise` gives."
  (hash-table-set! table key (f (%table-ref table key otherwise))))
(define (hash-table-update!/default table key f default)
  "Gives a key what `f` makes of its value, or of `default` where there is none."
  (hash-table-set! table key (f (hash-table-ref/default table key default))))
(define (hash-table->alist table)
  "The entries of a table as a list of pairs `(key value)`."
  (concatenate (object-values (%entries table))))
(define (alist->hash-table pairs . ignored)
  "A table with the entries of a list of pairs `(key value)`; the first one of a key counts."
  (let ((table (make-hash-table)))
    (begin
      (for-each (lambda (pair) (hash-table-set! table (car pair) (nth pair 1))) (reverse pairs))
      table)))
(define (hash-table-keys table) "The keys of a table." (map car (hash-table->alist table)))
(define (hash-table-values table) "The values of a table." (map cadr (hash-table->alist table)))
(define (hash-table-size table) "The number of entries of a table." (length (hash-table->alist table)))
(define (hash-table-count table) "The same as `hash-table-size`." (hash-table-size table))
(define (hash-table-walk table f) "Calls `f` with each key and its value." (for-each (lambda (entry) (f (car entry) (nth entry 1))) (hash-table->alist table)))
(define (hash-table-clear! table) "Takes all entries away." (%cell-set! table {"" []}))
(define (hash-table-copy table) "A new table with the same entries." (%cell (%entries table)))

(define (open-input-string text) "A port that reads from a string." {:type "input port" :text text :at (%cell 0)})
(define (open-output-string) "A port that collects what is written to it, see `get-output-string`." {:type "output port" :text (%cell "")})
(define (get-output-string port) "What was written to a port so far." (%cell-get (get port :text)))
(define (port? value) "Whether `value` is a port." (if (object? value) (->bool (member? (get value :type) ["input port" "output port"])) false))
(define (input-port? value) "Whether `value` is a port that reads." (if (object? value) (equal? (get value :type) "input port") false))
(define (output-port? value) "Whether `value` is a port that is written to." (if (object? value) (equal? (get value :type) "output port") false))
(define (%next port step)
  (let ((at (%cell-get (get port :at))))
    (if (>= at (string-length (get port :text)))
        (eof-object)
        (begin (%cell-set! (get port :at) (+ at step)) (string-ref (get port :text) at)))))
(define (read-char port) "The next character of a port; at its end the end of file, see `eof-object?`." (%next port 1))
(define (peek-char port) "The next character of a port, which stays there." (%next port 0))
(define (read-string count port)
  "The next characters of a port, at most `count`; at its end the end of file, see `eof-object?`."
  (let ((at (%cell-get (get port :at))) (text (get port :text)))
    (let ((end (min (+ at count) (string-length text))))
      (if (>= at (string-length text)) (eof-object) (begin (%cell-set! (get port :at) end) (substring text at end))))))
(define (read-text-line port)
  "The next line of a port, without its end; at its end the end of file, see `eof-object?`."
  (let ((text (get port :text)) (at (%cell-get (get port :at))))
    (if (>= at (string-length text))
        (eof-object)
        (let ((rest (substring text at (string-length text))))
          (let ((end (string-index rest "\n")))
            (let ((size (if (< end 0) (string-length rest) end)))
              (begin (%cell-set! (get port :at) (+ at size 1)) (substring rest 0 size))))))))
(define (current-output-port) "The port of standard output." {:type "output port" :standard "output"})
(define (current-error-port) "The port of standard error." {:type "output port" :standard "error"})
(define (call-with-output-string f)
  "What `f` writes to the port that it is called with."
  (let ((port (open-output-string))) (begin (f port) (get-output-string port))))
(define (%display-to value port)
  (if (output-port? port)
      (let ((standard (get port :standard)))
        (cond ((equal? standard "output") (display value))
              ((equal? standard "error") (display-error value))
              (else (write-to port value))))
      (%expected "a port that is written to" port)))
(define (%read-line-to port) (if (input-port? port) (read-text-line port) (%expected "a port that reads" port)))
(define (%newline-to port) (%display-to "\n" port))
(define (write-to port text)
  "Writes a text to a port that collects."
  (%cell-set! (get port :text) (string-append (%cell-get (get port :text)) (->string text))))
