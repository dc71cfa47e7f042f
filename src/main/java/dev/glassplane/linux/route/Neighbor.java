package dev.glassplane.linux.route;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;

/**
 * A permanent neighbour entry.
 *
 * @param origin who put it there
 * @param ip     the neighbour
 * @param device device it is on
 * @param mac    its hardware address
 */
public record Neighbor(Origin origin, Ip ip, String device, String mac) {}
