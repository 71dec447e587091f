using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Contracts.Claims;

namespace ServerlessSupport.Acceptance.Claims;

// The statements of the product, held against the one-process edition.

public sealed class Claim01_on_Local(RunningServer server) : Claim01_Tickets_are_processed_and_the_result_is_pushed(server), IClassFixture<RunningServer>;

public sealed class Claim02_on_Local(RunningServer server) : Claim02_Unhandled_tickets_are_reminded_of_on_a_timer(server), IClassFixture<RunningServer>;

public sealed class Claim03_on_Local(RunningServer server) : Claim03_A_ticket_carries_who_raised_it_and_what(server), IClassFixture<RunningServer>;

public sealed class Claim04_on_Local(RunningServer server) : Claim04_The_answer_goes_through_a_push_platform(server), IClassFixture<RunningServer>;

public sealed class Claim05_on_Local(RunningServer server) : Claim05_Progress_is_pushed_while_there_is_no_result(server), IClassFixture<RunningServer>;

public sealed class Claim06_on_Local(RunningServer server) : Claim06_The_client_learns_the_result_from_the_push(server), IClassFixture<RunningServer>;

public sealed class Claim07_on_Local(RunningServer server) : Claim07_The_customer_looks_the_result_up_and_inquires(server), IClassFixture<RunningServer>;

public sealed class Claim08_on_Local(RunningServer server) : Claim08_There_is_a_processing_and_a_push_module(server), IClassFixture<RunningServer>;

public sealed class Claim09_on_Local(RunningServer server) : Claim09_The_reminder_module_reminds_the_processing_side(server), IClassFixture<RunningServer>;

public sealed class Claim10_on_Local(RunningServer server) : Claim10_Asking_again_gets_the_status_at_once_and_pushed(server), IClassFixture<RunningServer>;
