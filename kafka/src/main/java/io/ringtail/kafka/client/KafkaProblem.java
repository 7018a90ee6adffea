package io.ringtail.kafka.client;

import io.ringtail.reader.fleet.FleetException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Failures of Kafka's clients as one line that says what to do: final, or such as a retry may mend. */
public final class KafkaProblem {
    private KafkaProblem() {}

    /**
     * Returns the failure as an exception of this program.
     *
     * @param settings the clients' settings
     * @return a {@link FleetException} if a retry does not help
     */
    public static IOException of(Throwable failure, ClientSettings settings) {
        Throwable cause = cause(failure);
        String at = " at " + settings.brokers();
        String said = " (" + said(cause) + ")";
        if (cause instanceof IOException own) {
            return own;
        } else if (cause instanceof SslAuthenticationException) {
            return new FleetException(
                    "TLS with Kafka" + at + " fails (" + said(root(cause))
                            + "): check ssl.truststore and ssl.keystore in"
                            + " the file of --kafka-config, and that the certificate has the broker's name",
                    cause);
        } else if (cause instanceof AuthenticationException) {
            return new FleetException(
                    "Kafka" + at + " does not accept who this is" + said
                            + ": check the security settings in the file of --kafka-config",
                    cause);
        } else if (cause instanceof AuthorizationException) {
            return new FleetException(
                    "Kafka" + at + " does not allow this" + said + ": give this user " + missing(cause)
                            + ", as docs/fleet.md says",
                    cause);
        } else if (cause instanceof RecordTooLargeException) {
            return new FleetException(
                    "a page is too large for a topic" + at + said
                            + ": set its max.message.bytes to 2097152, as ringtail topics --create does",
                    cause);
        } else if (cause instanceof UnknownTopicOrPartitionException) {
            return new IOException(
                    "a topic has gone" + at + said + ": create it, with ringtail topics --create", cause);
        } else if (cause instanceof TimeoutException) {
            return new IOException("no broker answers in time" + at + said, cause);
        } else if (isFinal(cause)) {
            return new FleetException("Kafka" + at + " refuses" + said + ": correct the settings", cause);
        }
        return new IOException("Kafka" + at + " fails" + said, cause);
    }

    private static String missing(Throwable cause) {
        if (cause instanceof GroupAuthorizationException) {
            return "READ on the consumer group";
        } else if (cause instanceof ClusterAuthorizationException) {
            return "IDEMPOTENT_WRITE on the cluster, or WRITE on a topic";
        }
        return "what this command needs on the topics";
    }

    /** Errors of the settings, among them addresses that are none. */
    private static boolean isFinal(Throwable cause) {
        return cause instanceof ConfigException
                || cause instanceof UnsupportedVersionException
                || cause instanceof InvalidTopicException
                || cause instanceof InvalidConfigurationException
                || cause instanceof InvalidReplicationFactorException
                || cause instanceof PolicyViolationException;
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof ExecutionException || cause.getClass() == KafkaException.class)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String said(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.strip().replaceAll("\\s+", " ");
    }
}
