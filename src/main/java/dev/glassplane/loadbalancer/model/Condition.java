package dev.glassplane.loadbalancer.model;

import dev.glassplane.net.Cidr;
import java.util.List;
import java.util.Optional;

/** Something that a rule asks of a request. All conditions of a rule must hold; one holds if any of its values fits. */
public sealed interface Condition {

    /** The host name: of the Host header for requests. */
    record Host(List<HostPattern> hosts) implements Condition {
        public Host {
            hosts = List.copyOf(hosts);
        }
    }

    /** The server name of the TLS handshake. */
    record Sni(List<HostPattern> hosts) implements Condition {
        public Sni {
            hosts = List.copyOf(hosts);
        }
    }

    /** The path. */
    record Path(List<PathPattern> paths) implements Condition {
        public Path {
            paths = List.copyOf(paths);
        }
    }

    /**
     * A header, whose name is read without regard to case.
     *
     * @param each what becomes of a repeated header: each of its values may fit (ALB), or they are one value joined by commas (RFC 9110, 5.3)
     */
    record Header(String name, List<TextPattern> values, boolean each) implements Condition {
        public Header {
            values = List.copyOf(values);
        }
    }

    /**
     * A parameter of the query.
     *
     * @param anyOf pairs of name and value, of which one must fit
     */
    record Query(List<Parameter> anyOf) implements Condition {

        public Query {
            anyOf = List.copyOf(anyOf);
        }

        /**
         * @param name  of the parameter; empty: any (ALB: a condition without a key)
         * @param first only the first of several parameters of that name is asked (Gateway API), not each
         */
        public record Parameter(Optional<TextPattern> name, TextPattern value, boolean first) {}
    }

    /** The method, upper case. */
    record Method(List<String> methods) implements Condition {
        public Method {
            methods = List.copyOf(methods);
        }
    }

    /** The address of the client as the load balancer sees it. */
    record SourceIp(List<Cidr> cidrs) implements Condition {
        public SourceIp {
            cidrs = List.copyOf(cidrs);
        }
    }

    /**
     * A gRPC call.
     *
     * @param service {@code package.Service}; empty: any
     * @param method  {@code Method}; empty: any
     */
    record Grpc(Optional<TextPattern> service, Optional<TextPattern> method) implements Condition {}

    /** Something that nobody here can tell; a request that gets to it ends as not modelled. {@code what} names it, {@code limit} the entry of docs/limits.md. */
    record Unmodelled(String what, String limit) implements Condition {}
}
