package dev.glassplane.apiserver;

import dev.glassplane.apiserver.security.ServerAccess;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** The kubeconfig that points kubectl at this server. */
final class Kubeconfig {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+(:\\d+)?|\\[[0-9A-Fa-f:.]+](:\\d+)?");

    private Kubeconfig() {}

    /**
     * @param server URL, for example {@code http://127.0.0.1:8080}
     * @param access token to send, and authority to trust
     */
    static String text(String server, ServerAccess access) {
        String token = access.token();
        String authority = access.authority().isEmpty() ? "" : "\n    certificate-authority-data: "
                + Base64.getEncoder().encodeToString(access.authority().getBytes(StandardCharsets.UTF_8));
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: glassplane
                  cluster:
                    server: %s%s
                contexts:
                - name: glassplane
                  context:
                    cluster: glassplane
                    user: glassplane
                current-context: glassplane
                users:
                - name: glassplane
                  user: {%s}
                """.formatted(server, authority, token.isEmpty() ? "" : "token: '" + token.replace("'", "''") + "'");
    }

    /** The address at which the client reached the server, so that it works through a forwarded port too. */
    static String serverUrl(HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (host == null || !HOST.matcher(host).matches()) {
            String address = request.getLocalAddr();
            host = (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + request.getLocalPort();
        }
        return request.getScheme() + "://" + host;
    }
}
