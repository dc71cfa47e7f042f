package dev.glassplane.vpc.firewall;

import dev.glassplane.net.Cidr;

/** The other end that a rule of a security group admits. */
public sealed interface Peer {

    /** Addresses of a prefix. */
    record Range(Cidr cidr) implements Peer {
        @Override
        public String toString() {
            return cidr.toString();
        }
    }

    /** Private addresses of the interfaces that have the group. */
    record Group(String id) implements Peer {
        @Override
        public String toString() {
            return id;
        }
    }

    /** Addresses of a managed prefix list. */
    record PrefixList(String id) implements Peer {
        @Override
        public String toString() {
            return id;
        }
    }
}
