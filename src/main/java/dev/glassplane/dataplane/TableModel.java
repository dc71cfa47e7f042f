package dev.glassplane.dataplane;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.glassplane.net.Origin;
import java.util.List;
import java.util.Map;

/**
 * A dump as data.
 *
 * @param tables chains by table (iptables), sets by type (ipset), virtual servers by protocol (ipvsadm), entries by BPF map or routing tables by family (routes); absent for the others
 * @param lines  rules, devices or neighbours in printed order; absent where there are tables
 * @param sets   sets and maps by table (nft); absent for the others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TableModel(Map<String, List<ChainModel>> tables, List<Line> lines, Map<String, List<SetModel>> sets) {

    /** A dump without sets. */
    TableModel(Map<String, List<ChainModel>> tables, List<Line> lines) {
        this(tables, lines, null);
    }


    /**
     * @param name   chain, set, virtual server, or number of the routing table
     * @param policy ACCEPT or DROP of a chain that the kernel enters by itself
     * @param base   how nft declares such a chain, absent for iptables
     * @param rules  in order
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChainModel(String name, String policy, String base, List<Line> rules) {
        ChainModel(String name, String policy, List<Line> rules) {
            this(name, policy, null, rules);
        }
    }

    /**
     * @param name        of the set or map
     * @param declaration what nft says of it before its elements, a line each
     * @param elements    in printed order
     */
    record SetModel(String name, List<String> declaration, List<Line> elements) {}

    /**
     * @param position 1 for the first
     * @param text     as the tool prints it
     * @param origin   who put it there
     * @param bytes    of an entry of a BPF map
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(int position, String text, OriginModel origin, Bytes bytes) {

        /** A line that is text in the kernel's tools only. */
        Line(int position, String text, OriginModel origin) {
            this(position, text, origin, null);
        }
    }

    /**
     * An entry as it lies in the map, in hexadecimal.
     *
     * @param key   bytes of the key
     * @param value bytes of the value
     */
    record Bytes(String key, String value) {}

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
