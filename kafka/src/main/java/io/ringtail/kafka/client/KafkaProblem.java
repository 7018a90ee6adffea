package io.ringtail.kafka.client;

import io.ringtail.reader.fleet.FleetException;
import java.io.IOException;
import java.util.TreeSet;
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
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Failures of Kafka's clients as one line that says what to do: final, or such as a retry may mend. */
public final class KafkaProblem {
    private KafkaProblem() {}

    /** What a client does with a topic, by the name of the permission for it. */
    private enum Access {
        DESCRIBE,
        READ,
        WRITE
    }

    /**
     * Returns the failure of a client that reads as an exception of this program.
     *
     * @param settings the clients' settings
     * @return a {@link FleetException} if a retry does not help
     */
    public static IOException of(Throwable failure, ClientSettings settings) {
        return of(failure, settings, Access.READ);
    }

    /**
     * Returns the failure of a client that writes as an exception of this program.
     *
     * @param settings the clients' settings
     * @return a {@link FleetException} if a retry does not help
     */
    public static IOException ofWriting(Throwable failure, ClientSettings settings) {
        return of(failure, settings, Access.WRITE);
    }

    /** Returns the failure of a client that asks what topics there are as an exception of this program. */
    static IOException ofDescribing(Throwable failure, ClientSettings settings) {
        return of(failure, settings, Access.DESCRIBE);
    }

    private static IOException of(Throwable failure, ClientSettings settings, Access access) {
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
                    "Kafka" + at + " does not allow this" + said + ": give this user " + missing(cause, access)
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

    private static String missing(Throwable cause, Access access) {
        if (cause instanceof GroupAuthorizationException) {
            return "READ on the consumer group";
        } else if (cause instanceof ClusterAuthorizationException) {
            return "WRITE on the topics of this command, and for brokers before 2.8 IDEMPOTENT_WRITE on the cluster";
        } else if (cause instanceof TopicAuthorizationException topics
                && !topics.unauthorizedTopics().isEmpty()) {
            return access + " on the topic " + String.join(" and ", new TreeSet<>(topics.unauthorizedTopics()))
                    + (access == Access.DESCRIBE ? ", which READ and WRITE imply" : "");
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
