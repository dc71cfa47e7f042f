package dev.glassplane.trace.device;

import dev.glassplane.net.Packet;
import dev.glassplane.trace.model.DeviceRef;

/**
 * What a load balancer or proxy remembers of a connection: what comes in by the one side goes out by the other.
 *
 * @param in    first packet as it has it
 * @param out   first packet of what it makes of it
 * @param ended whether these are two connections; else it is one flow with other addresses
 * @param reads whether it ended the connection to read requests, so that it can answer one itself
 * @param here  where its answers to the client start
 * @param who   it is
 */
record Splice(Packet in, Packet out, boolean ended, boolean reads, Place here, DeviceRef who) {}
