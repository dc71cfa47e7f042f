package dev.glassplane.loadbalancer.aws;

import dev.glassplane.loadbalancer.model.Scheme;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.Subnet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the controller wants to have in AWS for one Service, group of Ingresses or Gateway: the load balancer, its security groups and its target groups.
 *
 * @param id           whom it is for
 * @param kind         NLB or ALB
 * @param name         of the load balancer
 * @param scheme       internet-facing or internal
 * @param places       where its nodes are, one a zone
 * @param groups       its security groups
 * @param attributes   of the load balancer, those that somebody set
 * @param targetGroups in the order of listeners and rules, each once
 */
public record Stack(StackId id, Kind kind, String name, Scheme scheme, List<Place> places, Groups groups, Map<String, String> attributes,
                    List<TargetGroupSpec> targetGroups) {

    public Stack {
        places = List.copyOf(places);
        attributes = Map.copyOf(attributes);
        targetGroups = List.copyOf(targetGroups);
    }

    /** Types of load balancers. */
    public enum Kind {
        NETWORK("net", 1), APPLICATION("app", 2);

        private final String word;
        private final int zonesMin;

        Kind(String word, int zonesMin) {
            this.word = word;
            this.zonesMin = zonesMin;
        }

        /** @return the word in ARNs and in descriptions of network interfaces */
        public String word() {
            return word;
        }

        /** @return how many availability zones it must have */
        int zonesMin() {
            return zonesMin;
        }
    }

    /**
     * A node of the load balancer.
     *
     * @param subnet     where it is
     * @param privateIp  the address that somebody chose for it
     * @param allocation id of the Elastic IP address that it gets
     */
    public record Place(Subnet subnet, Optional<Ip> privateIp, Optional<String> allocation) {

        /** A node whose addresses AWS picks. */
        public static Place in(Subnet subnet) {
            return new Place(subnet, Optional.empty(), Optional.empty());
        }
    }

    /** Security groups of a load balancer. */
    public sealed interface Groups {

        /** None at all: an NLB without security groups lets everything pass. */
        record None() implements Groups {}

        /**
         * One that the controller makes for the load balancer, and the shared one that targets admit.
         *
         * @param name    of the group
         * @param ingress who may connect
         */
        record Managed(String name, List<Permission> ingress) implements Groups {

            public Managed {
                ingress = List.copyOf(ingress);
            }
        }

        /**
         * Those that somebody named.
         *
         * @param ids     of the groups
         * @param backend whether the shared one comes with them ({@code manage-backend-security-group-rules})
         */
        record Custom(List<String> ids, boolean backend) implements Groups {

            public Custom {
                ids = List.copyOf(ids);
            }
        }

        /** @return whether the load balancer has the group that all of the cluster share */
        default boolean backend() {
            return switch (this) {
                case None _ -> false;
                case Managed _ -> true;
                case Custom custom -> custom.backend();
            };
        }
    }

    /** @return ids of its security groups */
    public List<String> groupIds(Cloud cloud) {
        return switch (groups) {
            case Groups.None _ -> List.of();
            case Groups.Managed managed -> List.of(cloud.ids().securityGroup(managed.name()), cloud.backendGroup());
            case Groups.Custom custom -> custom.backend()
                    ? java.util.stream.Stream.concat(custom.ids().stream(), java.util.stream.Stream.of(cloud.backendGroup())).toList() : custom.ids();
        };
    }

    /** @return its DNS name */
    public String dnsName(AwsPlace place) {
        return AwsNames.dnsName(place, kind, name, scheme);
    }
}
