package dev.glassplane.operator;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** The custom resource of the operator under test. */
@Group("operator.example")
@Version("v1")
public class WebApp extends CustomResource<WebApp.Spec, WebApp.Status> implements Namespaced {

    private static final long serialVersionUID = 1L;

    /** What is wanted. */
    public static class Spec {
        private String message;
        private int port;

        public String getMessage() {
            return message;
        }

        public void setMessage(String message) {
            this.message = message;
        }

        public int getPort() {
            return port;
        }

        public void setPort(int port) {
            this.port = port;
        }
    }

    /** What is there. */
    public static class Status {
        private String clusterIp;
        private Long observedGeneration;

        public String getClusterIp() {
            return clusterIp;
        }

        public void setClusterIp(String clusterIp) {
            this.clusterIp = clusterIp;
        }

        public Long getObservedGeneration() {
            return observedGeneration;
        }

        public void setObservedGeneration(Long observedGeneration) {
            this.observedGeneration = observedGeneration;
        }
    }
}
