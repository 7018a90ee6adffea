package io.ringtail.client.log;

import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/** The source of the library's loggers. */
public final class Log {
    private static final String SILENCE = "org.slf4j.nop.NOPServiceProvider";

    private Log() {}

    /**
     * Returns the logger of a class. Where SLF4J has no provider, or one that fails, that logger prints the first
     * warning of the process to standard error; an application that has chosen slf4j-nop gets none.
     */
    public static Logger of(Class<?> type) {
        return of(type, LoggerFactory::getLogger);
    }

    /** Never fails: in a static initialiser, an exception would make the class unusable for good. */
    static Logger of(Class<?> type, Function<Class<?>, Logger> factory) {
        Logger logger = NOPLogger.NOP_LOGGER;
        try {
            logger = factory.apply(type);
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            return FirstWarning.logger(logger);
        }
        return logger instanceof NOPLogger && !isSilenceChosen() ? FirstWarning.logger(logger) : logger;
    }

    /** Logs something in a call of the application, from which nothing escapes that its logger throws. */
    public static void guarded(Runnable logging) {
        try {
            logging.run();
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            // There is nowhere left to report it.
        }
    }

    /** Returns an object of the application as text, or only its class if its own methods throw. */
    public static String text(Object object) {
        try {
            return object.toString();
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            return object.getClass().getName();
        }
    }

    private static boolean isSilenceChosen() {
        try {
            Class.forName(SILENCE, false, LoggerFactory.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
