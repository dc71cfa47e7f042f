package dev.glassplane.dataplane;

import dev.glassplane.dataplane.TableModel.ChainModel;
import dev.glassplane.dataplane.TableModel.Line;
import dev.glassplane.dataplane.TableModel.OriginModel;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.ipvs.Ipvsadm;
import dev.glassplane.linux.ipvs.RealServer;
import dev.glassplane.linux.ipvs.VirtualServer;
import dev.glassplane.linux.ipvs.VirtualServerKey;
import dev.glassplane.linux.stack.HostState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** A host's virtual servers, as data. */
final class IpvsModel {

    private IpvsModel() {}

    /** @return virtual servers by protocol; the lines are those of {@code ipvsadm -Ln}, with the virtual server first */
    static TableModel listed(HostState host) {
        return of(host, Ipvsadm::service, (_, server) -> Ipvsadm.server(server).strip());
    }

    /** @return the same with the lines of {@code ipvsadm -Sn} */
    static TableModel saved(HostState host) {
        return of(host, Ipvsadm::saved, Ipvsadm::saved);
    }

    private static TableModel of(HostState host, BiFunction<VirtualServerKey, VirtualServer, String> first, BiFunction<VirtualServerKey, RealServer, String> rest) {
        Map<String, List<ChainModel>> byProtocol = new LinkedHashMap<>();
        for (Entry<VirtualServerKey, VirtualServer> service : Ipvsadm.sorted(host.entries())) {
            OriginModel origin = OriginModel.of(service.origin());
            List<Line> lines = new ArrayList<>();
            lines.add(new Line(1, first.apply(service.key(), service.value()), origin));
            Ipvsadm.servers(service.value()).forEach(server -> lines.add(new Line(lines.size() + 1, rest.apply(service.key(), server), origin)));
            byProtocol.computeIfAbsent(service.key().protocol().word(), _ -> new ArrayList<>())
                    .add(new ChainModel(service.key().ipPort().toString(), null, lines));
        }
        return new TableModel(byProtocol, null);
    }
}
