package dev.parley.router.wire;

/** Sees what goes over the wire in one call. Safe for concurrent use; never blocks. */
public interface WireTap {
    /** Sees nothing. */
    WireTap NONE = new WireTap() {
        @Override
        public void sent(String head, byte[] body) {}

        @Override
        public void received(String head, byte[] body) {}

        @Override
        public boolean isOn() {
            return false;
        }
    };

    void sent(String head, byte[] body);

    void received(String head, byte[] body);

    /** Whether anybody looks: where nobody does, what is costly to show need not be made. */
    default boolean isOn() {
        return true;
    }

    /** That of the call which this thread makes. */
    static WireTap current() {
        return TaskWires.tap();
    }
}
