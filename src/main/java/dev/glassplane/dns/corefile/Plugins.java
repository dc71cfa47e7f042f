package dev.glassplane.dns.corefile;

import dev.glassplane.dns.corefile.ServerBlock.Cache;
import dev.glassplane.dns.corefile.ServerBlock.Concern;
import dev.glassplane.dns.corefile.ServerBlock.Forward;
import dev.glassplane.dns.corefile.ServerBlock.Hosts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.xbill.DNS.Name;

/** Reads the plugins of one server block. */
final class Plugins {

    private static final int FORWARD_TO_MAX = 15;
    private static final int CACHE_SUCCESS = 3600;
    private static final int CACHE_DENIAL = 1800;
    private static final int CACHE_MIN = 5;

    /** Plugins that change no answer that somebody could see here. */
    private static final Set<String> HARMLESS = Set.of("errors", "health", "ready", "prometheus", "log", "debug", "loop", "reload", "loadbalance",
            "metadata", "nsid", "pprof", "trace", "cancel", "dnstap", "root", "timeouts", "multisocket", "on");
    /** The other plugins of a CoreDNS as it is released. */
    private static final Set<String> OTHERS = Set.of("acl", "auto", "autopath", "azure", "bind", "clouddns", "dns64", "dnssec", "erratic", "etcd", "file",
            "geoip", "grpc", "grpc_server", "header", "https", "https3", "k8s_external", "local", "minimal", "nomad", "quic", "rewrite", "route53",
            "secondary", "sign", "template", "tls", "tsig", "view", "whoami");

    private final List<Name> zones;
    private final List<Forward> forwards = new ArrayList<>();
    private final Map<String, Concern> notModelled = new LinkedHashMap<>();
    private Optional<Hosts> hosts = Optional.empty();
    private Optional<KubernetesSettings> kubernetes = Optional.empty();
    private Optional<Cache> cache = Optional.empty();
    private OptionalInt bufferSize = OptionalInt.empty();

    Plugins(List<Name> zones) {
        this.zones = zones;
    }

    ServerBlock read(List<Directive> directives) {
        for (Directive directive : directives) {
            plugin(directive);
        }
        return new ServerBlock(zones, hosts, kubernetes, List.copyOf(forwards), cache, bufferSize, Map.copyOf(notModelled));
    }

    private void plugin(Directive directive) {
        String name = directive.name().text();
        switch (name) {
            case "hosts" -> {
                once(directive, hosts.isPresent());
                hosts = Optional.of(HostsReader.read(directive, zones));
            }
            case "kubernetes" -> {
                once(directive, kubernetes.isPresent());
                kubernetes = Optional.of(KubernetesReader.read(directive, zones));
                kubernetes.get().notModelled().ifPresent(option -> notModelled.put("kubernetes " + option, Concern.EVERYTHING));
            }
            case "forward" -> forwards.add(forward(directive));
            case "cache" -> {
                once(directive, cache.isPresent());
                cache = Optional.of(cache(directive));
            }
            case "bufsize" -> bufferSize = OptionalInt.of(bufferSize(directive));
            case "any" -> notModelled.put(name, Concern.ANY);
            case "transfer" -> notModelled.put(name, Concern.TRANSFER);
            case "chaos" -> notModelled.put(name, Concern.CHAOS);
            default -> other(directive);
        }
    }

    private void other(Directive directive) {
        String name = directive.name().text();
        if (OTHERS.contains(name)) {
            notModelled.put(name, Concern.EVERYTHING);
        } else if (!HARMLESS.contains(name)) {
            throw CorefileException.of(directive.name(), "Unknown directive '" + name + "'");
        }
    }

    private static void once(Directive directive, boolean again) {
        if (again) {
            throw CorefileException.of(directive.name(), "plugin/" + directive.name().text() + ": this plugin can only be used once per Server Block");
        }
    }

    private static Forward forward(Directive directive) {
        if (directive.arguments().size() < 2) {
            throw CorefileException.arguments(directive.name());
        }
        if (directive.arguments().size() - 1 > FORWARD_TO_MAX) {
            throw CorefileException.of(directive.name(), "more than " + FORWARD_TO_MAX + " TOs configured: " + (directive.arguments().size() - 1));
        }
        List<Name> except = new ArrayList<>();
        for (List<Token> line : directive.lines()) {
            if (line.getFirst().is("except")) {
                line.subList(1, line.size()).forEach(word -> except.add(ServerKey.zone(word)));
            } else if (!FORWARD_OPTIONS.contains(line.getFirst().text())) {
                throw CorefileException.of(line.getFirst(), "unknown property '" + line.getFirst().text() + "'");
            }
        }
        return new Forward(ServerKey.zone(directive.arguments().getFirst()), directive.words().subList(1, directive.arguments().size()), except);
    }

    private static final Set<String> FORWARD_OPTIONS = Set.of("force_tcp", "prefer_udp", "expire", "max_age", "max_idle_conns", "max_fails",
            "max_connect_attempts", "doh_method", "tls", "tls_servername", "policy", "health_check", "max_concurrent", "next", "next_on_nodata",
            "failfast_all_unhealthy_upstreams", "failover", "resolver");

    private Cache cache(Directive directive) {
        List<Token> words = new ArrayList<>(directive.arguments());
        long success = CACHE_SUCCESS;
        long denial = CACHE_DENIAL;
        if (!words.isEmpty() && words.getFirst().text().matches("[0-9]+")) {
            long ttl = seconds(words.removeFirst());
            success = ttl;
            denial = ttl;
        }
        long minSuccess = CACHE_MIN;
        long minDenial = CACHE_MIN;
        for (List<Token> line : directive.lines()) {
            Token option = line.getFirst();
            if (option.is("success") || option.is("denial")) {
                if (line.size() < 2) {
                    throw CorefileException.arguments(option);
                }
                long most = line.size() > 2 ? seconds(line.get(2)) : option.is("success") ? success : denial;
                long least = line.size() > 3 ? seconds(line.get(3)) : CACHE_MIN;
                success = option.is("success") ? most : success;
                minSuccess = option.is("success") ? least : minSuccess;
                denial = option.is("denial") ? most : denial;
                minDenial = option.is("denial") ? least : minDenial;
            } else if (!Set.of("prefetch", "serve_stale", "servfail", "disable", "keepttl").contains(option.text())) {
                throw CorefileException.of(option, "unknown property '" + option.text() + "'");
            }
        }
        List<Name> kept = words.isEmpty() ? zones : words.stream().map(ServerKey::zone).toList();
        return new Cache(kept, success, denial, minSuccess, minDenial);
    }

    private static long seconds(Token word) {
        if (!word.text().matches("[0-9]{1,9}") || Integer.parseInt(word.text()) == 0) {
            throw CorefileException.of(word, "cache TTL can not be zero or negative: " + word.text());
        }
        return Integer.parseInt(word.text());
    }

    private static int bufferSize(Directive directive) {
        if (directive.arguments().isEmpty()) {
            return 1232;
        }
        String text = directive.words().getFirst();
        if (directive.arguments().size() > 1 || !text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 512 || Integer.parseInt(text) > 4096) {
            throw CorefileException.of(directive.name(), "bufsize must be within 512 - 4096: " + text);
        }
        return Integer.parseInt(text);
    }
}
