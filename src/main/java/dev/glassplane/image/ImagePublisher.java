package dev.glassplane.image;

/**
 * Hears of every new image, on the loader's thread, in the order of {@code @Order}. Gets a full delta first. Must not modify what it is
 * given, must not write objects (use a {@link ControlLoop} for that), and should be quick.
 */
public interface ImagePublisher {

    /** @param delta what changed since the image before */
    void publish(ClusterDelta delta, ClusterImage image);
}
