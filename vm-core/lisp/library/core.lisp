; The functions of the library that are written in Lisp. A program has those that it uses.
; A name that begins with % is the function value of the primitive after it.

(define (%+ . numbers) (let loop ((i 0) (total 0)) (if (< i (length numbers)) (loop (+ i 1) (+ total (nth numbers i))) total)))
(define (%* . numbers) (let loop ((i 0) (total 1)) (if (< i (length numbers)) (loop (+ i 1) (* total (nth numbers i))) total)))
(define (%- first . others)
  (if (= (length others) 0)
      (- first)
      (let loop ((i 0) (total first)) (if (< i (length others)) (loop (+ i 1) (- total (nth others i))) total))))
(define (%/ first . others)
  (if (= (length others) 0)
      (/ first)
      (let loop ((i 0) (total first)) (if (< i (length others)) (loop (+ i 1) (/ total (nth others i))) total))))
(define (%= . values)
  (let loop ((i 1)) (if (< i (length values)) (if (= (nth values (- i 1)) (nth values i)) (loop (+ i 1)) 0) 1)))
(define (%!= . values)
  (let loop ((i 1)) (if (< i (length values)) (if (!= (nth values (- i 1)) (nth values i)) (loop (+ i 1)) 0) 1)))
(define (%< . values)
  (let loop ((i 1)) (if (< i (length values)) (if (< (nth values (- i 1)) (nth values i)) (loop (+ i 1)) 0) 1)))
(define (%> . values)
  (let loop ((i 1)) (if (< i (length values)) (if (> (nth values (- i 1)) (nth values i)) (loop (+ i 1)) 0) 1)))
(define (%<= . values)
  (let loop ((i 1)) (if (< i (length values)) (if (<= (nth values (- i 1)) (nth values i)) (loop (+ i 1)) 0) 1)))
(define (%>= . values)
  (let loop ((i 1)) (if (< i (length values)) (if (>= (nth values (- i 1)) (nth values i)) (loop (+ i 1)) 0) 1)))
(define (%list . items) items)
(define (%str . values) (string-join (map (lambda (value) (->string value)) values) ""))
(define (%string-append . strings) (reduce (lambda (all each) (string-append all each)) "" strings))
(define (%print . values) (print (string-join (map (lambda (value) (->string value)) values) " ")))
(define (%println . values) (print (string-join (map (lambda (value) (->string value)) values) " ")))

(define (number? value)
  "Whether `value` is an integer or a float."
  (let ((type (type-of value))) (->bool (or (= type "int") (= type "float")))))
(define (procedure? value)
  "Whether `value` can be called."
  (let ((type (type-of value))) (->bool (or (= type "function") (= type "closure")))))
(define (empty? value)
  "Whether a list, an object or a string has nothing in it, or `value` is null."
  (cond ((string? value) (equal? value "")) ((equal? value null) true) (else (->bool (= (length value) 0)))))
(define (zero? x) "Whether a number is 0." (->bool (= x 0)))
(define (positive? x) "Whether a number is greater than 0." (->bool (> x 0)))
(define (negative? x) "Whether a number is less than 0." (->bool (< x 0)))
(define (even? n) "Whether an integer is even." (->bool (= (mod n 2) 0)))
(define (odd? n) "Whether an integer is odd." (->bool (!= (mod n 2) 0)))
(define (max first . others)
  "The greatest of numbers."
  (let loop ((i 0) (best first))
    (if (< i (length others)) (loop (+ i 1) (if (> (nth others i) best) (nth others i) best)) best)))
(define (min first . others)
  "The least of numbers."
  (let loop ((i 0) (best first))
    (if (< i (length others)) (loop (+ i 1) (if (< (nth others i) best) (nth others i) best)) best)))
(define (gcd a b) "The greatest common divisor." (if (= b 0) (if (< a 0) (- a) a) (gcd b (mod a b))))
(define (identity value) "The value itself." value)
(define (compose f g) "The function that calls `f` with what `g` gives." (lambda (value) (f (g value))))

(define (cddr list) "The list without its first two items." (drop list 2))

(define (append . lists)
  "The items of all lists."
  (let loop ((i 0) (all []))
    (if (< i (length lists)) (loop (+ i 1) (append-lists all (nth lists i))) all)))
(define (map f items . more)
  "What `f` gives for each item; with several lists, for the items at the same position."
  (if (= (length more) 0)
      (let loop ((i 0) (results []))
        (if (< i (length items)) (loop (+ i 1) (append-item results (f (nth items i)))) results))
      (%map-lists f (cons items more))))
(define (%map-lists f lists)
  (if (= (length lists) 1)
      (map f (nth lists 0))
      (let ((count (%lengths lists)))
        (let loop ((i 0) (results []))
          (if (< i count) (loop (+ i 1) (append-item results (apply f (%column lists i)))) results)))))
(define (filter keep? items)
  "The items for which `keep?` gives something that is not falsy."
  (let loop ((i 0) (kept []))
    (if (< i (length items))
        (loop (+ i 1) (if (keep? (nth items i)) (append-item kept (nth items i)) kept))
        kept)))
(define (reduce f initial items)
  "`f` of the accumulated value and each item in turn, from `initial` on."
  (let loop ((i 0) (value initial))
    (if (< i (length items)) (loop (+ i 1) (f value (nth items i))) value)))
(define (range from . more)
  "Integers from 0 up to one number, or from the first up to but not including the second, by steps of the third."
  (let ((start (if (= (length more) 0) 0 from))
        (end (if (= (length more) 0) from (nth more 0)))
        (step (if (= (length more) 2) (nth more 1) 1)))
    (assert (!= step 0) "range: the step is 0")
    (let loop ((i start) (numbers []))
      (if (if (> step 0) (< i end) (> i end)) (loop (+ i step) (append-item numbers i)) numbers))))
(define (any? holds? items)
  "Whether `holds?` holds for an item."
  (let loop ((i 0))
    (if (< i (length items)) (if (holds? (nth items i)) true (loop (+ i 1))) false)))
(define (every? holds? items)
  "Whether `holds?` holds for each item."
  (let loop ((i 0))
    (if (< i (length items)) (if (holds? (nth items i)) (loop (+ i 1)) false) true)))
(define (find holds? items)
  "The first item for which `holds?` holds, null when there is none."
  (let loop ((i 0))
    (if (< i (length items)) (if (holds? (nth items i)) (nth items i) (loop (+ i 1))) null)))
(define (sort items . less)
  "The items in ascending order; with a function `less`, in the order that it says. Equal ones keep their order."
  (if (= (length less) 0) (sort-plain items) (merge-sort items (nth less 0))))
(define (merge-sort items less?)
  "The items in the order that `less?` says. Equal ones keep their order."
  (let ((count (length items)))
    (if (< count 2)
        items
        (let ((middle (/ count 2)))
          (merge (merge-sort (take items middle) less?) (merge-sort (drop items middle) less?) less?)))))
(define (merge a b less?)
  "The items of two lists in order, in the order that `less?` says."
  (let loop ((i 0) (j 0) (merged []))
    (cond ((= i (length a)) (append-lists merged (drop b j)))
          ((= j (length b)) (append-lists merged (drop a i)))
          ((less? (nth b j) (nth a i)) (loop i (+ j 1) (append-item merged (nth b j))))
          (else (loop (+ i 1) j (append-item merged (nth a i)))))))
(define (sort-by key items)
  "The items in ascending order of what `key` gives for them."
  (sort-by-keys items (map key items)))
(define (object-values object)
  "The values of an object's fields."
  (map (lambda (key) (get object key)) (keys object)))
(define (merge-objects a b)
  "An object with the fields of `a` and of `b`; those of `b` win."
  (reduce (lambda (object key) (put object key (get b key))) a (keys b)))
(define (update object key f)
  "An object in which `f` has changed the field `key`."
  (put object key (f (get object key))))
(define (format template . values)
  "A text with values in the places `{}`, `{0}` and `{name}` of a template."
  (format-value template (if (= (length values) 1) (if (object? (nth values 0)) (nth values 0) values) values)))
