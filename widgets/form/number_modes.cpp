// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/number_modes.h"

#include <QCoreApplication>

#include <cmath>

namespace interleave::widgets {
namespace {

using plan::Distribution;
using plan::Indexed;
using plan::Number;
using Scale = NumberPart::Scale;

template <auto Member>
struct Access;
template <class S, class V, V S::*Member>
struct Access<Member> {
    static double get(const Number &number) { return static_cast<double>(std::get<S>(number).*Member); }
    static void set(Number &number, double value) { std::get<S>(number).*Member = static_cast<V>(value); }
};

template <auto Member>
constexpr NumberPart part(const char *key, const char *label, Scale scale)
{
    return {key, label, scale, &Access<Member>::get, &Access<Member>::set};
}

constexpr std::array kIndexed{part<&Indexed::base>("base", QT_TRANSLATE_NOOP("StepFields", "Base"), Scale::Value),
                              part<&Indexed::step>("step", QT_TRANSLATE_NOOP("StepFields", "Plus, per task"), Scale::Change),
                              part<&Indexed::modulo>("modulo", QT_TRANSLATE_NOOP("StepFields", "Again after tasks"), Scale::Tasks)};
constexpr std::array kUniform{part<&Distribution::first>("min", QT_TRANSLATE_NOOP("StepFields", "At least"), Scale::Value),
                              part<&Distribution::second>("max", QT_TRANSLATE_NOOP("StepFields", "At most"), Scale::Value)};
constexpr std::array kExponential{part<&Distribution::first>("mean", QT_TRANSLATE_NOOP("StepFields", "Mean"), Scale::Value)};
constexpr std::array kLognormal{part<&Distribution::first>("median", QT_TRANSLATE_NOOP("StepFields", "Median"), Scale::Value),
                                part<&Distribution::second>("sigma", QT_TRANSLATE_NOOP("StepFields", "Sigma"), Scale::Spread)};

} // namespace

NumberMode modeOf(const Number &number)
{
    if (std::holds_alternative<double>(number))
        return NumberMode::Constant;
    const auto *drawn = std::get_if<Distribution>(&number);
    if (!drawn)
        return NumberMode::Indexed;
    switch (drawn->kind) {
    case Distribution::Kind::Uniform: return NumberMode::Uniform;
    case Distribution::Kind::Exponential: return NumberMode::Exponential;
    case Distribution::Kind::Lognormal: return NumberMode::Lognormal;
    }
    return NumberMode::Uniform;
}

std::span<const NumberPart> partsOf(NumberMode mode)
{
    switch (mode) {
    case NumberMode::Constant: return {};
    case NumberMode::Indexed: return kIndexed;
    case NumberMode::Uniform: return kUniform;
    case NumberMode::Exponential: return kExponential;
    case NumberMode::Lognormal: return kLognormal;
    }
    return {};
}

double centreOf(const Number &number)
{
    if (const auto *constant = std::get_if<double>(&number))
        return *constant;
    if (const auto *indexed = std::get_if<Indexed>(&number))
        return indexed->base;
    const auto &drawn = std::get<Distribution>(number);
    return drawn.kind == Distribution::Kind::Uniform ? (drawn.first + drawn.second) / 2 : drawn.first;
}

Number withMode(const Number &number, NumberMode mode, bool whole)
{
    constexpr double kInsteadOfZero = 10, kSigma = 0.5;
    constexpr std::int64_t kModulo = 4;
    if (mode == modeOf(number))
        return number;
    const auto rounded = [whole](double value) { return whole ? std::round(value) : value; };
    const double centre = rounded(centreOf(number));
    const double some = centre == 0 ? kInsteadOfZero : centre;
    switch (mode) {
    case NumberMode::Constant: return centre;
    case NumberMode::Indexed: return Indexed{centre, rounded(some / 2), kModulo};
    case NumberMode::Uniform: return Distribution{Distribution::Kind::Uniform, rounded(some / 2), rounded(some * 1.5)};
    case NumberMode::Exponential: return Distribution{Distribution::Kind::Exponential, some, 0};
    case NumberMode::Lognormal: return Distribution{Distribution::Kind::Lognormal, some, kSigma};
    }
    return number;
}

} // namespace interleave::widgets
