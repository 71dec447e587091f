using ServerlessSupport.Contracts.Claims;

namespace ServerlessSupport.Cloud.Tests.Worker;

// The statements of the product, held against the function app itself, as a worker process over emulators.

public sealed class Claim01_on_the_worker(RunningWorker server) : Claim01_Tickets_are_processed_and_the_result_is_pushed(server), IClassFixture<RunningWorker>;

public sealed class Claim02_on_the_worker(RunningWorker server) : Claim02_Unhandled_tickets_are_reminded_of_on_a_timer(server), IClassFixture<RunningWorker>;

public sealed class Claim03_on_the_worker(RunningWorker server) : Claim03_A_ticket_carries_who_raised_it_and_what(server), IClassFixture<RunningWorker>;

public sealed class Claim04_on_the_worker(RunningWorker server) : Claim04_The_answer_goes_through_a_push_platform(server), IClassFixture<RunningWorker>;

public sealed class Claim05_on_the_worker(RunningWorker server) : Claim05_Progress_is_pushed_while_there_is_no_result(server), IClassFixture<RunningWorker>;

public sealed class Claim06_on_the_worker(RunningWorker server) : Claim06_The_client_learns_the_result_from_the_push(server), IClassFixture<RunningWorker>;

public sealed class Claim07_on_the_worker(RunningWorker server) : Claim07_The_customer_looks_the_result_up_and_inquires(server), IClassFixture<RunningWorker>;

public sealed class Claim08_on_the_worker(RunningWorker server) : Claim08_There_is_a_processing_and_a_push_module(server), IClassFixture<RunningWorker>;

public sealed class Claim09_on_the_worker(RunningWorker server) : Claim09_The_reminder_module_reminds_the_processing_side(server), IClassFixture<RunningWorker>;

public sealed class Claim10_on_the_worker(RunningWorker server) : Claim10_Asking_again_gets_the_status_at_once_and_pushed(server), IClassFixture<RunningWorker>;
