(define (counter n)
  (receive
    ((:add k) (counter (+ n k)))
    ((:get from) (send from [:count n]) (counter n))
    (:stop null)))
(define pid (spawn counter 0))
(for-each (lambda (k) (send pid [:add k])) (range 1 11))
(send pid [:get (self)])
(print (receive ((:count n) n)))
(send pid :stop)
(define ref (monitor pid))
(print (receive ({:kind "down" :reason why} why)))
(define (ping n target) (when (> n 0) (send target [:ping (self)]) (receive (:pong null)) (ping (- n 1) target)))
(define (pong) (receive ((:ping from) (send from :pong) (pong)) (after 50 (print "pong is done"))))
(define p (spawn pong))
(ping 3 p)
(print "pinged")
(print (receive (x x) (after 1 "nothing")))

;; expect: 55
;; expect: normal
;; expect: pinged
;; expect: nothing
;; expect: pong is done
