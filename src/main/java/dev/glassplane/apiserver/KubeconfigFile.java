package dev.glassplane.apiserver;

import dev.glassplane.apiserver.security.ServerAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes the kubeconfig that {@code glassplane.kubeconfig-out} asks for, once the application is ready. */
@Component
class KubeconfigFile {

    private final String out;
    private final String address;
    private final ServerAccess access;

    KubeconfigFile(@Value("${glassplane.kubeconfig-out:}") String out, @Value("${server.address:127.0.0.1}") String address,
            ServerAccess access) {
        this.out = out;
        this.access = access;
        this.address = address;
        if (!out.isEmpty() && isDefaultFile(Path.of(out))) {
            throw new IllegalArgumentException("glassplane.kubeconfig-out=" + out
                    + " is kubectl's default file, which holds your other clusters: expected another file");
        }
    }

    @EventListener
    void write(ApplicationReadyEvent ready) {
        if (!out.isEmpty() && ready.getApplicationContext() instanceof WebServerApplicationContext context) {
            Path file = Path.of(out).toAbsolutePath();
            try {
                Files.createDirectories(file.getParent());
                Path temporary = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".tmp");
                Files.writeString(temporary, Kubeconfig.text(access.scheme() + "://" + host() + ":" + context.getWebServer().getPort(), access));
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException("glassplane.kubeconfig-out=" + out + " cannot be written", e);
            }
        }
    }

    /** The address to connect to: the one listened on, loopback if that is all of them. */
    private String host() throws UnknownHostException {
        InetAddress listening = InetAddress.getByName(address);
        InetAddress target = listening.isAnyLocalAddress() ? InetAddress.getByName("127.0.0.1") : listening;
        return target.getHostAddress().contains(":") ? "[" + target.getHostAddress() + "]" : target.getHostAddress();
    }

    private static boolean isDefaultFile(Path path) {
        return path.toAbsolutePath().normalize().equals(Path.of(System.getProperty("user.home"), ".kube", "config"));
    }
}
