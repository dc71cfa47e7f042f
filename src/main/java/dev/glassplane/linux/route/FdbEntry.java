package dev.glassplane.linux.route;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;

/**
 * A permanent entry of a VXLAN device's forwarding table.
 *
 * @param origin who put it there
 * @param mac    hardware address behind the other end
 * @param device VXLAN device
 * @param remote host that frames to the address are sent to
 */
public record FdbEntry(Origin origin, String mac, String device, Ip remote) {}
