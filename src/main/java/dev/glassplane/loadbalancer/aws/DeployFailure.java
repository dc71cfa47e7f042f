package dev.glassplane.loadbalancer.aws;

/** What AWS refuses of a load balancer: what follows {@code Failed deploy model due to}. */
public final class DeployFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message with the error code of the AWS API */
    public DeployFailure(String message) {
        super(message, null, false, false);
    }

    /** @return a refusal by the API, {@code api error CODE: message} */
    public static DeployFailure api(String code, String message) {
        return new DeployFailure("api error " + code + ": " + message);
    }
}
