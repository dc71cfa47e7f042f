package dev.glassplane.dns;

import dev.glassplane.net.Ip;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;

/**
 * What {@code /etc/resolv.conf} says to a process.
 *
 * @param nameservers asked one after the other, at most {@link #NAMESERVERS_MAX}
 * @param search      domains to try behind a name that has too few dots, at most {@link #SEARCH_MAX}
 * @param options     in order; a value may be empty
 * @param origin      why it is so, for people
 * @param problems    what was left out, and why
 */
public record ResolvConf(List<Ip> nameservers, List<Name> search, Map<String, String> options, String origin, List<String> problems) {

    /** Nameservers that the C library reads ({@code kubernetes/kubernetes: pkg/apis/core/validation}). */
    public static final int NAMESERVERS_MAX = 3;
    /** Search domains that kubelet writes. */
    public static final int SEARCH_MAX = 32;
    private static final int DEFAULT_NDOTS = 1;
    private static final int NDOTS_MAX = 15;

    public ResolvConf {
        nameservers = List.copyOf(nameservers);
        search = List.copyOf(search);
        problems = List.copyOf(problems);
    }

    /** @return dots that make a name be tried as it is first; the C library takes at most 15 */
    public int ndots() {
        String value = options.getOrDefault("ndots", "");
        return value.matches("[0-9]{1,9}") ? Math.min(NDOTS_MAX, Integer.parseInt(value)) : DEFAULT_NDOTS;
    }

    /** @return the file as kubelet writes it */
    public String print() {
        StringBuilder text = new StringBuilder();
        if (!search.isEmpty()) {
            text.append("search ").append(search.stream().map(name -> name.toString(true)).collect(Collectors.joining(" "))).append('\n');
        }
        nameservers.forEach(ip -> text.append("nameserver ").append(ip).append('\n'));
        if (!options.isEmpty()) {
            text.append("options ").append(options.entrySet().stream().map(option -> option.getValue().isEmpty() ? option.getKey()
                    : option.getKey() + ":" + option.getValue()).collect(Collectors.joining(" "))).append('\n');
        }
        return text.toString();
    }
}
