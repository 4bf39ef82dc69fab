; Text: words are counted, ranked and drawn as bars; a macro of its own makes the loop readable.

(define text "It was the best of times, it was the worst of times,
it was the age of wisdom, it was the age of foolishness.")

; (for word in words …) does something with each word.
(define-syntax for
  (syntax-rules (in)
    ((_ name in items body ...) (for-each (lambda (name) body ...) items))))

(define (letter? c) (and (>= (char-code c) 97) (<= (char-code c) 122)))

(define (words text)
  (define plain (map (lambda (c) (if (letter? c) c " ")) (string-chars (string-lower text))))
  (filter (lambda (word) (!= word "")) (string-split (string-join plain "") " ")))

; Objects never change: `put` gives a new one.
(define (count-words words)
  (reduce (lambda (counts word) (put counts word (+ 1 (if (has? counts word) (get counts word) 0)))) {} words))

(define counts (count-words (words text)))
(define ranking (sort (keys counts) (lambda (a b) (> (get counts a) (get counts b)))))

(print (length (words text)) "words," (length ranking) "different")
(for word in (take ranking 5)
  (print (str (string-repeat " " (- 6 (string-length word))) word) (string-repeat "#" (get counts word))))

; expect: 24 words, 10 different
; expect:     it ####
; expect:    was ####
; expect:    the ####
; expect:     of ####
; expect:  times ##
