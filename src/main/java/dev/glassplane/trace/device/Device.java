package dev.glassplane.trace.device;

import dev.glassplane.net.Packet;

/**
 * A kind of device. A new one is one more {@link Place} and one class; the walk's switch then fails to compile until it knows it.
 *
 * @param <P> the place that leads to it
 */
@FunctionalInterface
public interface Device<P extends Place> {

    /** @return what the device does with the packet; a function of the arguments and of what the journey remembers */
    Carried carry(Packet packet, P place, Journey journey);
}
