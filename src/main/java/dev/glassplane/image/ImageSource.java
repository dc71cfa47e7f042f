package dev.glassplane.image;

import dev.glassplane.store.Revision;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** The newest image that every {@link ImagePublisher} has been told of. */
public interface ImageSource {

    /** @return the image now; it may be a little behind the log */
    ClusterImage current();

    /**
     * Waits for an image that shows the revision or a later one.
     *
     * @throws TimeoutException if there is none in time; the message names the revision asked for and the one that is there
     */
    ClusterImage atLeast(Revision revision, Duration timeout) throws TimeoutException, InterruptedException;
}
