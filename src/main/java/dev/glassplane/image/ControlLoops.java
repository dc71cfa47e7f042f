package dev.glassplane.image;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** The runner of the control loops, as others see it. */
public interface ControlLoops {

    /**
     * Waits until every loop has seen every committed write and none has more to do now. A loop that asked to run at a later time does
     * not count.
     *
     * @throws TimeoutException if that takes longer
     */
    void awaitIdle(Duration timeout) throws TimeoutException, InterruptedException;
}
