/** What the soak expects, and why. Times are in milliseconds. */

/** How long it is measured what the machine can do, of which the second half counts. */
export const capacityMs = 20_000;

/** Of what the machine can do. Below it queues stay short; above it every system is late, and that says nothing of this one. */
export const shareOfCapacity = 0.7;

/** How much more than usual comes in the overload: about what a client that repeats each request twice makes of it. */
export const overloadFactor = 3;

export const overloadMs = 60_000;

/** A checkout waits for it. At this load queues add little to the work itself; the rest is for cores that are shared. */
export const steadyP99Ms = 1_000;

/**
 * Last third against first third, each right after V8 has collected all garbage. A leak of one kilobyte per creation, which is a tenth of
 * what a request holds while it is in work, doubles this heap within ten minutes; what is cached by design fills up in the
 * first minute.
 */
export const heapGrowth = 1.1;

/** The allocator gives pages back late, and fragments: this finds only memory outside the heap that grows without end. */
export const rssGrowth = 1.3;

/** The part of the load that is not compared: code is compiled and caches fill up. */
export const warmUpShare = 0.1;

/** Between the database and a refusal is only the event loop, whose turns are long on two cores that five processes share. */
export const refusalP99Ms = 1_000;

/** Half of the default timeout of a call to a provider: who is taken on gets an answer before callers commonly give up. */
export const acceptedP99Ms = 5_000;

/** Less would be a collapse: refusing costs little, so most of what could be done before must still be done. */
export const goodputShare = 0.5;

/** A probe of a load balancer waits for a second or more. */
export const probeP99Ms = 1_000;

/** After the overload; what was taken on at its end is answered by then, and nothing is left of it. */
export const backToNormalMs = 5_000;

/** How long the load goes on after the overload, so that there is something to compare. */
export const afterMs = 20_000;

/** Open creations whose process lost an answer wait for their lease: 35 seconds at most by default, and a recovery. */
export const settledWithinMs = 90_000;
