/** DNS over UDP and TCP: messages in, messages out. Only ever bound to loopback. */
package dev.glassplane.dns.wire;
