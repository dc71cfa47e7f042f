package dev.glassplane.dataplane;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.glassplane.net.Origin;
import java.util.List;
import java.util.Map;

/**
 * A dump as data.
 *
 * @param tables chains by table (iptables), sets by type (ipset), virtual servers by protocol (ipvsadm) or routing tables by family (routes); absent for the others
 * @param lines  rules, devices or neighbours in printed order; absent where there are tables
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TableModel(Map<String, List<ChainModel>> tables, List<Line> lines) {

    /**
     * @param name   chain, set, virtual server, or number of the routing table
     * @param policy ACCEPT or DROP of a built-in chain
     * @param rules  in order
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChainModel(String name, String policy, List<Line> rules) {}

    /**
     * @param position 1 for the first
     * @param text     as the tool prints it
     * @param origin   who put it there
     */
    record Line(int position, String text, OriginModel origin) {}

    /**
     * @param component agent
     * @param object    object that caused it, empty if the agent always does this
     * @param reason    field or feature that asked for it
     */
    record OriginModel(String component, String object, String reason) {
        static OriginModel of(Origin origin) {
            return new OriginModel(origin.component(), origin.object(), origin.reason());
        }
    }
}
