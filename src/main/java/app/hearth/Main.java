package app.hearth;

/// Starts the house.
public final class Main {
    public static void main(String[] args) {
        System.out.println("Hearth");
    }

    private Main() {}
}
