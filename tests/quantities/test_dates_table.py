"""Dates in text, over hand-checked rows: day of publication, text, the expression in it, first and last day.

An empty string is null; where the expression is empty the text holds no date at all. Days of the week:
2025-11-26 is a Wednesday, 2025-06-18 a Wednesday, 2025-02-03 a Monday, 1987-03-05 a Thursday.
"""

from datetime import date

import pytest

from extractor.quantities.dates import find_dates

Row = tuple[str, str, str, str, str]

DAYS: list[Row] = [
    ("2025-11-26", "On Nov. 24, the founder of Palmetto Quay bought shares.", "Nov. 24", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "The founder bought on November 24.", "November 24", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "It bought on November 24th in the market.", "November 24th", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "It bought on 24 November.", "24 November", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "It bought on the 24th of November.", "24th of November", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "It bought on 24 Nov 2025.", "24 Nov 2025", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "Filed 24 November 2025.", "24 November 2025", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "Filed Nov. 24, 2025.", "Nov. 24, 2025", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "Filed Aug. 07, 2025.", "Aug. 07, 2025", "2025-08-07", "2025-08-07"),
    ("2025-11-26", "Filed 2025-11-24 in Oslo.", "2025-11-24", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "Filed 2025/11/24 in Taipei.", "2025/11/24", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "Trade date 24-Nov-2025.", "24-Nov-2025", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "Trade date 24-NOV-25.", "24-NOV-25", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "Trade date 24.11.2025.", "24.11.2025", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "Trade date 3.7.2025.", "3.7.2025", "2025-07-03", "2025-07-03"),
    ("2025-11-26", "Trade date 15/11/25.", "15/11/25", "2025-11-15", "2025-11-15"),
    ("2025-11-26", "Trade date 11/15/2025.", "11/15/2025", "2025-11-15", "2025-11-15"),
    ("2025-03-10", "Trade date 3/7/2025.", "3/7/2025", "2025-03-07", "2025-03-07"),
    ("2025-07-05", "Trade date 3/7/2025.", "3/7/2025", "2025-07-03", "2025-07-03"),
    ("2025-07-05", "Trades: 6/13/2025 and 3/7/2025.", "3/7/2025", "2025-03-07", "2025-03-07"),
    ("2025-03-10", "Trades: 28/02/2025 and 03/07/2024.", "03/07/2024", "2024-07-03", "2024-07-03"),
    ("2025-11-26", "Bought 5,000 on 11/20 at $3.10.", "11/20", "2025-11-20", "2025-11-20"),
    ("2025-11-26", "Sold 5,000 on 21/11 at 3.10.", "21/11", "2025-11-21", "2025-11-21"),
    ("2025-11-26", "It said so on Monday, Nov. 24.", "Monday, Nov. 24", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "It said so on Monday 24 November.", "Monday 24 November", "2025-11-24", "2025-11-24"),
    ("2025-09-02", "The switch takes place Monday, Sept. 15.", "Monday, Sept. 15", "2025-09-15", "2025-09-15"),
    ("2025-02-03", "Friday, March 8 was its worst day.", "Friday, March 8", "2024-03-08", "2024-03-08"),
    ("2025-02-03", "The stock began trading on Dec. 12.", "Dec. 12", "2024-12-12", "2024-12-12"),
    ("2025-02-03", "It fell on August 5 after a fire.", "August 5", "2024-08-05", "2024-08-05"),
    ("2025-02-03", "In a deal of 29 February it sold the unit.", "29 February", "2024-02-29", "2024-02-29"),
    ("2025-11-26", "The third of September was its best day.", "The third of September", "2025-09-03", "2025-09-03"),
    ("2025-11-26", "It sold on October the first.", "October the first", "2025-10-01", "2025-10-01"),
    ("2025-11-26", "It sold the rest on the 24th, at 31p.", "on the 24th", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "It sold on the 28th, at 31p.", "on the 28th", "2025-10-28", "2025-10-28"),
    ("1987-03-05", "Brant Mills said on Jan 29 it sold a unit.", "Jan 29", "1987-01-29", "1987-01-29"),
    ("1987-03-05", "The merger closed Dec 30.", "Dec 30", "1986-12-30", "1986-12-30"),
    ("1987-03-05", "Shareholders agreed last Dec. 30 to the sale.", "Dec. 30", "1986-12-30", "1986-12-30"),
    ("", "Filed Nov. 24, 2025.", "Nov. 24, 2025", "2025-11-24", "2025-11-24"),
    ("", "Filed Nov. 24 in Oslo.", "Nov. 24", "", ""),
]

AHEAD: list[Row] = [
    ("2025-11-26", "A dividend is payable on Jan. 15.", "Jan. 15", "2026-01-15", "2026-01-15"),
    ("2025-11-26", "It is payable on or about January 15.", "January 15", "2026-01-15", "2026-01-15"),
    ("2025-11-26", "Payable March 20 to holders.", "March 20", "2026-03-20", "2026-03-20"),
    ("1987-10-06", "It bought the mill with effect from July 1.", "July 1", "1987-07-01", "1987-07-01"),
    ("2023-05-31", "She arrives in August from a rival.", "August", "2023-08-01", "2023-08-31"),
    ("2024-06-27", "It put its offering off until at least September.", "September", "2024-09-01", "2024-09-30"),
    ("2025-11-26", "The split is effective April 3.", "April 3", "2026-04-03", "2026-04-03"),
    ("2025-11-26", "The deal should close by March 31.", "March 31", "2026-03-31", "2026-03-31"),
    ("2025-11-26", "She will step down on May 1.", "May 1", "2026-05-01", "2026-05-01"),
    ("2025-11-26", "Holders are due to vote on 12 June.", "12 June", "2026-06-12", "2026-06-12"),
    ("2025-11-26", "It expects to be delisted on Dec. 26.", "Dec. 26", "2025-12-26", "2025-12-26"),
    ("2025-11-26", "The offer expires on 9 February.", "9 February", "2026-02-09", "2026-02-09"),
    ("2025-11-26", "Trading is scheduled to start on 2 March.", "2 March", "2026-03-02", "2026-03-02"),
    ("2025-11-26", "The plan will close in March.", "March", "2026-03-01", "2026-03-31"),
    ("2025-11-26", "The mine is expected to open in August.", "August", "2026-08-01", "2026-08-31"),
    ("2025-11-26", "The plant will be shut by February.", "February", "2026-02-01", "2026-02-28"),
    ("2025-11-26", "Halden plans to list in May.", "May", "2026-05-01", "2026-05-31"),
    ("2025-11-26", "On Friday shareholders will vote.", "Friday", "2025-11-28", "2025-11-28"),
    ("2025-11-26", "The stock is halted until Friday.", "Friday", "2025-11-28", "2025-11-28"),
    ("2025-11-26", "It will report results on Monday.", "Monday", "2025-12-01", "2025-12-01"),
    ("2025-11-26", "It will report today.", "today", "2025-11-26", "2025-11-26"),
    ("2025-11-26", "Officers may sell again on Dec. 1.", "Dec. 1", "2025-12-01", "2025-12-01"),
]

WEEKDAYS: list[Row] = [
    ("2025-11-26", "It said on Tuesday it had sold the unit.", "Tuesday", "2025-11-25", "2025-11-25"),
    ("2025-11-26", "It said on Wednesday it would buy it.", "Wednesday", "2025-11-26", "2025-11-26"),
    ("2025-11-26", "It said on Thursday it had sold the unit.", "Thursday", "2025-11-20", "2025-11-20"),
    ("2025-11-26", "Last Friday it sold the unit.", "Last Friday", "2025-11-21", "2025-11-21"),
    ("2025-11-26", "Last Wednesday it sold the unit.", "Last Wednesday", "2025-11-19", "2025-11-19"),
    ("2025-11-26", "It meets next Tuesday.", "next Tuesday", "2025-12-02", "2025-12-02"),
    ("2025-11-26", "It meets next Wednesday.", "next Wednesday", "2025-12-03", "2025-12-03"),
    ("2025-11-26", "Shares fell on Monday morning.", "Monday morning", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "Shares closed on Tues. at 31p", "Tues.", "2025-11-25", "2025-11-25"),
    ("2025-11-26", "It bought on Monday and Tuesday.", "Monday and Tuesday", "2025-11-24", "2025-11-25"),
    ("2025-11-29", "It bought between Monday and Friday.", "between Monday and Friday", "2025-11-24", "2025-11-28"),
    ("2025-11-26", "Shares fell yesterday.", "yesterday", "2025-11-25", "2025-11-25"),
    ("2025-11-26", "Shares fell today.", "today", "2025-11-26", "2025-11-26"),
    ("2025-11-26", "It reports tomorrow.", "tomorrow", "2025-11-27", "2025-11-27"),
    ("2025-11-26", "It was priced last night.", "last night", "2025-11-25", "2025-11-25"),
    ("2025-11-26", "It was priced overnight.", "overnight", "2025-11-25", "2025-11-26"),
    ("2025-11-26", "It was priced this morning.", "this morning", "2025-11-26", "2025-11-26"),
    ("2025-11-26", "It fell the day before yesterday.", "the day before yesterday", "2025-11-24", "2025-11-24"),
    ("", "It said on Tuesday it had sold.", "Tuesday", "", ""),
    ("", "Shares fell yesterday.", "yesterday", "", ""),
]

RANGES: list[Row] = [
    ("2025-11-26", "He bought on Nov. 20–21.", "Nov. 20–21", "2025-11-20", "2025-11-21"),
    ("2025-11-26", "He bought on Nov. 20-21.", "Nov. 20-21", "2025-11-20", "2025-11-21"),
    ("2025-11-26", "He bought 25–28 Aug.", "25–28 Aug.", "2025-08-25", "2025-08-28"),
    ("2025-11-26", "He bought on November 20 and 21.", "November 20 and 21", "2025-11-20", "2025-11-21"),
    ("2025-11-26", "He bought on Nov. 17, 18 and 21.", "Nov. 17, 18 and 21", "2025-11-17", "2025-11-21"),
    ("2025-11-26", "It bought on 7, 8 and 9 April 2025.", "7, 8 and 9 April 2025", "2025-04-07", "2025-04-09"),
    ("2025-11-26", "It bought from 3 to 7 March 2025.", "3 to 7 March 2025", "2025-03-03", "2025-03-07"),
    ("2025-11-26", "It bought March 3-7, 2025.", "March 3-7, 2025", "2025-03-03", "2025-03-07"),
    ("2025-11-26", "It bought Nov. 17 to 21.", "Nov. 17 to 21", "2025-11-17", "2025-11-21"),
    ("1987-04-14", "It bought between Feb 19 and April 8.", "between Feb 19 and April 8", "1987-02-19", "1987-04-08"),
    ("2025-11-26", "It bought from Oct 27 to Nov 14.", "Oct 27 to Nov 14", "2025-10-27", "2025-11-14"),
    ("2025-11-26", "It bought Sept. 29 through Oct. 3.", "Sept. 29 through Oct. 3", "2025-09-29", "2025-10-03"),
    ("2025-01-20", "It bought between Dec. 11 and Jan. 14.", "between Dec. 11 and Jan. 14", "2024-12-11", "2025-01-14"),
    (
        "2024-05-10",
        "Bids run between May 13 and March 31, 2025.",
        "between May 13 and March 31, 2025",
        "2024-05-13",
        "2025-03-31",
    ),
    (
        "2025-05-13",
        "It runs from May 13, 2025 through April 30, 2026.",
        "May 13, 2025 through April 30, 2026",
        "2025-05-13",
        "2026-04-30",
    ),
    ("2025-11-26", "On Nov. 24 and 3 December it met.", "Nov. 24 and 3 December", "2025-11-24", "2025-12-03"),
    ("2025-11-26", "It bought in May and June.", "May and June", "2025-05-01", "2025-06-30"),
    ("2025-11-26", "It bought between January and March.", "between January and March", "2025-01-01", "2025-03-31"),
    (
        "2025-09-24",
        "It bought between November and January.",
        "between November and January",
        "2024-11-01",
        "2025-01-31",
    ),
    ("2025-11-26", "It lost money in 2009 and 2010.", "2009 and 2010", "2009-01-01", "2010-12-31"),
    ("2025-11-26", "It bought on 11/20–11/21 at $3.", "11/20–11/21", "2025-11-20", "2025-11-21"),
    ("2025-11-26", "It has risen since March 13.", "since March 13", "2025-03-13", "2025-11-26"),
    ("2025-11-26", "It has risen since January.", "since January", "2025-01-01", "2025-11-26"),
    ("2025-11-26", "It has had the stake since 2019.", "since 2019", "2019-01-01", "2025-11-26"),
    ("", "It has had the stake since 2019.", "since 2019", "2019-01-01", ""),
    ("2025-11-26", "It bought in the week of Nov 5.", "the week of Nov 5", "2025-11-03", "2025-11-09"),
    ("2025-11-26", "It bought in the week ended 7 November.", "the week ended 7 November", "2025-11-03", "2025-11-07"),
    (
        "2025-11-26",
        "Sold in the quarter ended September 30, 2025.",
        "the quarter ended September 30, 2025",
        "2025-07-01",
        "2025-09-30",
    ),
    ("2025-11-26", "Sold in the year to June 30.", "the year to June 30", "2024-07-01", "2025-06-30"),
    (
        "2025-11-26",
        "Sold in the three months ended Sept. 30.",
        "the three months ended Sept. 30",
        "2025-07-01",
        "2025-09-30",
    ),
    (
        "2025-11-08",
        "Over five sessions to November 7 it fell.",
        "five sessions to November 7",
        "2025-11-03",
        "2025-11-07",
    ),
    ("", "It bought from Oct 27 to Nov 14.", "Oct 27 to Nov 14", "", ""),
]

MONTHS_AND_YEARS: list[Row] = [
    ("2025-11-26", "It closed in March.", "March", "2025-03-01", "2025-03-31"),
    ("2025-02-03", "It closed in March.", "March", "2024-03-01", "2024-03-31"),
    ("2025-11-26", "It was sold last March.", "last March", "2025-03-01", "2025-03-31"),
    ("2025-03-26", "It was sold last November.", "last November", "2024-11-01", "2024-11-30"),
    ("2025-11-26", "It opens next March.", "next March", "2026-03-01", "2026-03-31"),
    ("2025-11-26", "It closed in March last year.", "March last year", "2024-03-01", "2024-03-31"),
    ("2025-11-26", "It opens in June next year.", "June next year", "2026-06-01", "2026-06-30"),
    ("2025-11-26", "It closed in June of last year.", "June of last year", "2024-06-01", "2024-06-30"),
    ("2025-11-26", "It closed in November of 2011.", "November of 2011", "2011-11-01", "2011-11-30"),
    ("2025-11-26", "It closed in Feb. 2024.", "Feb. 2024", "2024-02-01", "2024-02-29"),
    ("2025-11-26", "It closed in early June.", "early June", "2025-06-01", "2025-06-10"),
    ("2025-11-26", "It closed in mid-May.", "mid-May", "2025-05-10", "2025-05-20"),
    ("2025-11-26", "It closed in late August.", "late August", "2025-08-21", "2025-08-31"),
    ("2025-11-26", "It closed at the end of June.", "the end of June", "2025-06-30", "2025-06-30"),
    ("2025-11-26", "It closed at end-June.", "end-June", "2025-06-30", "2025-06-30"),
    ("2025-11-26", "It was founded in 2007.", "2007", "2007-01-01", "2007-12-31"),
    ("2025-11-26", "The 2007 takeover ruined it.", "2007", "2007-01-01", "2007-12-31"),
    ("2025-11-26", "It opens in early 2026.", "early 2026", "2026-01-01", "2026-03-31"),
    ("2025-11-26", "It opens in mid-2026.", "mid-2026", "2026-06-30", "2026-06-30"),
    ("2025-11-26", "It opened in late 2024.", "late 2024", "2024-10-01", "2024-12-31"),
    ("2025-11-26", "It will end by the end of 2026.", "the end of 2026", "2026-12-31", "2026-12-31"),
    ("2025-11-26", "It will close by the end of the year.", "the end of the year", "2025-12-31", "2025-12-31"),
    ("2025-11-26", "It will close by year-end.", "year-end", "2025-12-31", "2025-12-31"),
    ("2025-11-26", "It will close by year-end 2026.", "year-end 2026", "2026-12-31", "2026-12-31"),
    ("2025-11-26", "It will close by month-end.", "month-end", "2025-11-30", "2025-11-30"),
    ("2025-11-26", "It opens at the end of next month.", "the end of next month", "2025-12-31", "2025-12-31"),
    ("2025-11-26", "The first half of 2026 looks better.", "The first half of 2026", "2026-01-01", "2026-06-30"),
    ("2025-11-26", "It sold it in the third quarter of 2025.", "the third quarter of 2025", "2025-07-01", "2025-09-30"),
    ("2025-11-26", "It sold shares in the third quarter.", "the third quarter", "2025-07-01", "2025-09-30"),
    ("2025-02-03", "It sold shares in the third quarter.", "the third quarter", "2024-07-01", "2024-09-30"),
    ("2025-02-03", "It will close in the third quarter.", "the third quarter", "2025-07-01", "2025-09-30"),
    ("2025-11-26", "It will list in 1Q26.", "1Q26", "2026-01-01", "2026-03-31"),
    ("2025-11-26", "It sold the shares in Q2.", "Q2", "2025-04-01", "2025-06-30"),
    ("1987-03-05", "The 4TH QTR included a gain.", "The 4TH QTR", "1986-10-01", "1986-12-31"),
    ("2025-11-26", "It bought in the June quarter.", "the June quarter", "2025-04-01", "2025-06-30"),
    ("2025-11-26", "It will close in the second half of 2026.", "the second half of 2026", "2026-07-01", "2026-12-31"),
    ("2025-11-26", "Sales in fiscal 2026 may rise.", "fiscal 2026", "", ""),
    ("2025-06-18", "It listed last fall.", "last fall", "2024-09-01", "2024-11-30"),
    ("2025-06-18", "It sold them last autumn.", "last autumn", "2024-09-01", "2024-11-30"),
    ("2025-06-18", "It listed in the spring of 2020.", "the spring of 2020", "2020-03-01", "2020-05-31"),
    ("2025-06-18", "It listed last winter.", "last winter", "2024-12-01", "2025-02-28"),
    ("2025-11-26", "It opens before Christmas.", "Christmas", "2025-12-25", "2025-12-25"),
    ("2025-06-18", "It fell on Good Friday.", "Good Friday", "2025-04-18", "2025-04-18"),
    ("2025-11-26", "It has fallen since Labor Day.", "since Labor Day", "2025-09-01", "2025-11-26"),
    ("", "It closed in March.", "March", "", ""),
    ("", "It closed in March 2024.", "March 2024", "2024-03-01", "2024-03-31"),
    ("", "It was founded in 2007.", "2007", "2007-01-01", "2007-12-31"),
]

UNITS: list[Row] = [
    ("2025-11-26", "It was sold last week.", "last week", "2025-11-17", "2025-11-23"),
    ("2025-11-26", "It was sold last month.", "last month", "2025-10-01", "2025-10-31"),
    ("2025-11-26", "It was sold last year.", "last year", "2024-01-01", "2024-12-31"),
    ("2025-11-26", "It sold them last quarter.", "last quarter", "2025-07-01", "2025-09-30"),
    ("2025-11-26", "It was sold this month.", "this month", "2025-11-01", "2025-11-26"),
    ("2025-11-26", "It was sold earlier this month.", "earlier this month", "2025-11-01", "2025-11-26"),
    ("2025-11-26", "It was sold this year.", "this year", "2025-01-01", "2025-11-26"),
    ("2025-11-26", "It was sold this week.", "this week", "", ""),
    ("2025-11-26", "It meets next week.", "next week", "", ""),
    ("2025-11-26", "It meets next month.", "next month", "2025-12-01", "2025-12-31"),
    ("2025-11-26", "It opens next year.", "next year", "2026-01-01", "2026-12-31"),
    ("2025-11-26", "It was sold recently.", "recently", "", ""),
    ("2025-11-26", "It may sell in coming weeks.", "in coming weeks", "", ""),
    ("2025-11-26", "It was sold days earlier.", "days earlier", "", ""),
    ("2025-11-26", "It fell 8 percent over the past month.", "the past month", "2025-10-26", "2025-11-26"),
    ("2025-11-26", "It was sold three days ago.", "three days ago", "2025-11-23", "2025-11-23"),
    ("2025-11-26", "It was sold two weeks ago.", "two weeks ago", "2025-11-12", "2025-11-12"),
    ("2025-11-26", "It was sold two months ago.", "two months ago", "2025-09-01", "2025-09-30"),
    ("2025-11-26", "It was sold two years ago.", "two years ago", "2023-01-01", "2023-12-31"),
    ("2025-11-26", "It was sold a fortnight ago.", "a fortnight ago", "2025-11-12", "2025-11-12"),
    ("2025-11-26", "It sold on Nov. 10 and bought two days later.", "two days later", "2025-11-12", "2025-11-12"),
    ("2025-11-26", "It sold on Nov. 10. The same day it bought.", "The same day", "2025-11-10", "2025-11-10"),
    ("2025-11-26", "It sold on Nov. 10 and bought the next day.", "the next day", "2025-11-11", "2025-11-11"),
    ("2025-11-26", "It listed in 2015 and two years later failed.", "two years later", "2017-01-01", "2017-12-31"),
    ("2025-11-26", "It rose in May 2020; seven months later failed.", "seven months later", "2020-12-01", "2020-12-31"),
    ("2025-11-26", "Over the next 12 months it may buy.", "Over the next 12 months", "2025-11-26", "2026-11-26"),
    ("2025-11-26", "It must pay within 90 days.", "within 90 days", "2025-11-26", "2026-02-24"),
    ("2025-11-26", "It rose by half so far this year.", "so far this year", "2025-01-01", "2025-11-26"),
    ("2025-11-26", "It is up 12% year to date.", "year to date", "2025-01-01", "2025-11-26"),
    ("2025-11-26", "It is up 12% YTD.", "YTD", "2025-01-01", "2025-11-26"),
    ("2025-11-26", "It is up since the start of the year.", "since the start of the year", "2025-01-01", "2025-11-26"),
    ("2025-11-26", "It opened six stores during the month.", "during the month", "2025-10-01", "2025-10-31"),
    ("2025-11-26", "It opened six stores during the quarter.", "during the quarter", "2025-07-01", "2025-09-30"),
    ("", "It was sold last week.", "last week", "", ""),
    ("", "It was sold two months ago.", "two months ago", "", ""),
]  # fmt: skip

NOTHING: list[Row] = [
    ("2025-11-26", "It may raise its offer.", "", "", ""),
    ("2025-11-26", "The company may 20 times try.", "", "", ""),
    ("2025-11-26", "Workers march on the gates.", "", "", ""),
    ("2025-11-26", "Sun Pharma sat out the auction.", "", "", ""),
    ("2025-11-26", "April Jones and June Carter joined the board.", "", "", ""),
    ("2025-11-26", "Jan Peeters was named chairman.", "", "", ""),
    ("2025-11-26", "It is the second largest holder.", "", "", ""),
    ("2025-11-26", "Shares were halted at 0940 GMT.", "", "", ""),
    ("2025-11-26", "Profit rose 24 percent to $20-21 a share.", "", "", ""),
    ("2025-11-26", "It holds 2025 shares and 1987 bonds of 12.5.", "", "", ""),
    ("2025-11-26", "It paid 1/2 of the price and 24/7 support.", "", "", ""),
    ("2025-11-26", "The split is 3-for-1; the ratio 10/12.", "", "", ""),
    ("2025-11-26", "Version 3.14.15 of the software shipped.", "", "", ""),
    ("2025-11-26", "Black Friday deals were weak.", "", "", ""),
    ("2025-11-26", "The fall in prices hurt; spring steel rose.", "", "", ""),
    ("2025-11-26", "It fired 2,300 workers at 12 sites.", "", "", ""),
    ("2025-11-26", "The Nov31 code was wrong.", "", "", ""),
    ("2025-11-26", "Call 2025-13-45 or 31/31/2025.", "", "", ""),
    ("2025-11-26", "Decades of work went into Marchetti and Mayfield.", "", "", ""),
    ("2025-11-26", "", "", "", ""),
]

CUT_SHORT: list[Row] = [
    ("2025-11-26", "On Nov. 24 and 25 million shares changed hands.", "Nov. 24", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "On Nov. 24, 30 directors met.", "Nov. 24", "2025-11-24", "2025-11-24"),
    ("2025-11-26", "It rose on Nov. 20 to 21 dollars.", "Nov. 20", "2025-11-20", "2025-11-20"),
    ("2025-11-26", "In 2007, 300 jobs went.", "2007", "2007-01-01", "2007-12-31"),
    ("2025-11-26", "It was delayed again this year, to Dec. 15.", "this year", "2025-01-01", "2025-11-26"),
]  # fmt: skip

ROWS: list[Row] = [*DAYS, *AHEAD, *WEEKDAYS, *RANGES, *MONTHS_AND_YEARS, *UNITS, *CUT_SHORT]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1][:50]}")
def test_expression_and_days(row: Row) -> None:
    published, text, words, first, last = row
    found = {text[m.start : m.end]: (m.first, m.last) for m in find_dates(text, published=_day(published))}
    assert words in found
    assert found[words] == (_day(first), _day(last))


@pytest.mark.parametrize("row", NOTHING, ids=lambda row: row[1][:50])
def test_no_date(row: Row) -> None:
    assert find_dates(row[1], published=_day(row[0])) == []


@pytest.mark.parametrize("published", [date.min, date.max])
def test_at_the_ends_of_the_calendar(published: date) -> None:
    for _, text, *_ in ROWS:
        for mention in find_dates(text, published=published):
            assert 0 <= mention.start < mention.end <= len(text)
            assert mention.first is None or mention.last is None or mention.first <= mention.last
