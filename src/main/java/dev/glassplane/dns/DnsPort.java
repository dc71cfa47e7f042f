package dev.glassplane.dns;

import dev.glassplane.dns.message.Response;
import dev.glassplane.dns.wire.DnsSockets;
import dev.glassplane.dns.wire.Responder;
import dev.glassplane.dns.wire.WireAnswers;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageSource;
import dev.glassplane.vpc.VpcFabricSource;
import java.io.IOException;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.xbill.DNS.Name;

/** Serves the cluster's names over real DNS on {@code --glassplane.dns-port}, on loopback; off without it. */
@Component
final class DnsPort implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DnsPort.class);
    private static final int PORT_MAX = 65_535;

    private final String wanted;
    private final WireAnswers answers;
    private DnsSockets sockets;

    DnsPort(ClusterNames names, ImageSource images, VpcFabricSource fabrics, @Value("${glassplane.dns-port:}") String wanted) {
        this.wanted = wanted.strip();
        this.answers = new WireAnswers(new Responder() {
            @Override
            public Response answer(Name name, int type, int dclass) {
                ClusterImage image = images.current();
                return names.answer(image, fabrics.of(image), name, type, dclass);
            }

            @Override
            public OptionalInt udpSize(Name name) {
                return DnsSettings.of(images.current()).corefile().serverOf(name).map(server -> server.bufferSize()).orElse(OptionalInt.empty());
            }
        });
    }

    @Override
    public void start() {
        if (wanted.isEmpty()) {
            return;
        }
        if (!wanted.matches("[0-9]{1,5}") || Integer.parseInt(wanted) > PORT_MAX) {
            throw new IllegalStateException("glassplane.dns-port: expected a port from 0 to " + PORT_MAX + ", 0 for any that is free, found \"" + wanted + "\"");
        }
        try {
            sockets = DnsSockets.open(Integer.parseInt(wanted), answers);
        } catch (IOException e) {
            throw new IllegalStateException("glassplane.dns-port: 127.0.0.1:" + wanted + " cannot be had: " + e.getMessage(), e);
        }
        LOG.info("DNS of the cluster on 127.0.0.1:{} over UDP and TCP", sockets.port());
    }

    @Override
    public void stop() {
        if (sockets != null) {
            sockets.close();
            sockets = null;
        }
    }

    @Override
    public boolean isRunning() {
        return sockets != null;
    }

    /** @return where it answers, empty if it does not */
    OptionalInt port() {
        return sockets == null ? OptionalInt.empty() : OptionalInt.of(sockets.port());
    }
}
