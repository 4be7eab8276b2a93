package dlsegment.client;

import java.lang.management.ManagementFactory;

/** A short name of this Java process, unique on this machine while it lives. */
final class ProcessName {
    /** The process id in hexadecimal. */
    static final String OF_THIS = Long.toHexString(id());

    private ProcessName() {
    }

    // Java 8 has no ProcessHandle; the name of its management bean is "pid@host" in every HotSpot.
    private static long id() {
        String name = ManagementFactory.getRuntimeMXBean().getName();
        try {
            return Long.parseLong(name.substring(0, name.indexOf('@')));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return System.nanoTime() & 0xffffff;
        }
    }
}
