// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/theme_choice.h"

#include <QApplication>

namespace interleave::window {

QString toText(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light:
        return QStringLiteral("light");
    case ThemeChoice::Dark:
        return QStringLiteral("dark");
    case ThemeChoice::System:
        break;
    }
    return QStringLiteral("system");
}

ThemeChoice themeChoiceOf(const QString &text)
{
    for (const auto choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        if (text == toText(choice))
            return choice;
    }
    return ThemeChoice::System;
}

widgets::Theme applyTheme(ThemeChoice choice)
{
    if (choice == ThemeChoice::System) {
        QApplication::setPalette(QPalette()); // back to what the platform says
        return widgets::Theme::of(QApplication::palette());
    }
    const auto theme = choice == ThemeChoice::Dark ? widgets::Theme::dark() : widgets::Theme::light();
    QApplication::setPalette(theme.palette());
    return theme;
}

} // namespace interleave::window
