package dev.glassplane.linux.route;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;

/**
 * An address on a device; it makes the kernel treat the address as LOCAL.
 *
 * @param origin       who put it there
 * @param device       device name
 * @param ip           the address
 * @param prefixLength of the connected network
 */
public record InterfaceAddress(Origin origin, String device, Ip ip, int prefixLength) {}
