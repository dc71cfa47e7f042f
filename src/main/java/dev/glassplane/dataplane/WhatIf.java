package dev.glassplane.dataplane;

import dev.glassplane.image.ImageEdit;
import java.util.concurrent.TimeoutException;

/** Answers what the nodes' tables would be if some objects were different, without a write and without disturbing what is published. */
public interface WhatIf {

    /**
     * Only what the edit changes is computed; the rest is the published tables' own. The last few answers are kept.
     *
     * @param published a dataplane that was published, normally the newest: only from that one are answers cheap
     * @param edit      objects to put or take away; control loops do not act on them
     * @return the tables that would follow, at the same revision; {@code published} itself if the edit is empty
     * @throws TimeoutException      if others kept the engine busy for too long
     * @throws IllegalStateException if an agent could not program the edited cluster: then there is no answer
     */
    Dataplane dataplane(Dataplane published, ImageEdit edit) throws TimeoutException, InterruptedException;
}
